import type { ComponentChildren } from "preact";
import type { Session } from "../calls/answers.ts";
import { money } from "../speech/say.ts";
import { t } from "../speech/words.ts";
import { dropSession } from "./arrival.ts";
import { isFramed } from "./host-page.ts";
import { problemText } from "./notices.tsx";
import { refused, session } from "./shopper.ts";
import { isLeft } from "./watch.ts";

interface MessageProps {
  readonly title?: string;
  readonly isBusy?: boolean;
  readonly children?: ComponentChildren;
}

function Message({ title, isBusy, children }: MessageProps) {
  return (
    <main class="waiting">
      {isBusy && <div class="spinner" />}
      <div role="status">
        {title && <h2>{title}</h2>}
        {children}
      </div>
    </main>
  );
}

/** Nothing could be opened: gone, private, or out of reach. */
export function Unopened() {
  const problem = refused.value;
  if (!problem) return <Message isBusy title={t("loading")} />;
  const canRetry = problem.code === "unreachable" || problem.code === "session_expired";
  return (
    <Message>
      <h1>{problemText(problem)}</h1>
      {canRetry && (
        <button type="button" class="button main" onClick={dropSession}>
          {t("retry")}
        </button>
      )}
    </Message>
  );
}

export function Expired() {
  return (
    <Message title={t("expired.title")}>
      <p>{t("expired")}</p>
      <button type="button" class="button main" onClick={dropSession}>
        {t("restart")}
      </button>
    </Message>
  );
}

/** While somebody pays, here or in the other window. */
export function Paying() {
  const kind = isFramed ? "waiting" : "checking";
  return (
    <Message isBusy title={t(`${kind}.title`)}>
      <p>{t(kind)}</p>
      <button
        type="button"
        class="button"
        onClick={() => {
          isLeft.value = true;
        }}
      >
        {t("waiting.again")}
      </button>
    </Message>
  );
}

/** Paid, ordered or refunded. */
export function Ending({ now }: { readonly now: Session }) {
  if (now.state === "paid") {
    return (
      <Message isBusy title={t("paid.title")}>
        <p>{t("paid")}</p>
      </Message>
    );
  }
  if (now.state === "refunded") {
    return (
      <Message title={t("refunded.title")}>
        <p>{t("refunded")}</p>
      </Message>
    );
  }
  return <Ordered now={now} />;
}

function Ordered({ now: { publication, choice, tracking, price } }: { readonly now: Session }) {
  const { title } = publication;
  const email = choice.recipient?.email;
  const [first] = publication.previews;
  return (
    <Message>
      {first && <img class="keepsake" src={first.url} alt="" />}
      <h2>{t("ordered.title")}</h2>
      <p>{email ? t("ordered", { title, email }) : t("ordered.plain", { title })}</p>
      {price && <p class="quiet">{`${t("summary.total")} ${money(price.total)}`}</p>}
      {tracking && (
        <a class="button main" href={tracking.url} target={isFramed ? "_blank" : "_self"} rel="noopener">
          {t("ordered.follow")}
        </a>
      )}
      {session.value?.returnUrl && !isFramed && (
        <a class="button" href={session.value.returnUrl}>
          {t("back")}
        </a>
      )}
    </Message>
  );
}
