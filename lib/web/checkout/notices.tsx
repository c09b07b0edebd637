import { useEffect, useRef } from "preact/hooks";
import type { Session } from "../calls/answers.ts";
import { country, money } from "../speech/say.ts";
import { isWord, t } from "../speech/words.ts";
import { isOfCoupon } from "./coupon.tsx";
import { labelOf, looked, mistake, shownFields } from "./recipient-draft.ts";
import { choice, refused, session } from "./shopper.ts";
import { attempts } from "./till.ts";

/** What stands between the shopper and the payment page; takes the focus after each try to pay. */
export function Notices({ now }: { readonly now: Session }) {
  const place = useRef<HTMLDivElement>(null);
  const tries = attempts.value;
  useEffect(() => {
    if (tries > 0) place.current?.focus();
  }, [tries]);
  return (
    <div ref={place} tabIndex={-1} class="notices" role="alert">
      <Payment now={now} />
      <Problem now={now} />
      {tries > 0 && <Mistakes />}
    </div>
  );
}

function Payment({ now: { state, payment } }: { readonly now: Session }) {
  const kind = state === "paying" ? "left" : payment?.state === "declined" ? "declined" : undefined;
  if (!kind) return null;
  return (
    <section class={`note ${kind === "left" ? "warn" : "bad"}`}>
      <h2>{t(`${kind}.title`)}</h2>
      <p>{t(kind)}</p>
    </section>
  );
}

function Problem({ now }: { readonly now: Session }) {
  const problem = isOfCoupon(refused.value) ? null : (refused.value ?? now.problem);
  return problem ? <p class="note bad">{problemText(problem)}</p> : null;
}

function Mistakes() {
  const wrong = shownFields().flatMap((field) => {
    const text = looked.value.has(field) ? mistake(field) : undefined;
    return text ? [[field, text] as const] : [];
  });
  if (wrong.length === 0) return null;
  return (
    <section class="note bad">
      <h2>{t("error.title")}</h2>
      <ul>
        {wrong.map(([field, text]) => (
          <li key={field}>
            <a href={`#${field}`}>{`${labelOf(field)}: ${text}`}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A refusal in the shopper's language; what the server says of it is English and for merchants. */
export function problemText({ code }: { readonly code: string }): string {
  const word = `problem.${code}`;
  if (!isWord(word)) return t("problem.other");
  const total = session.value?.price?.total;
  const destination = session.value ? country(choice.value.countryCode) : "";
  return t(word, { total: total ? money(total) : "", country: destination });
}
