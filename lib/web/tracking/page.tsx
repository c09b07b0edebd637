import type { Tracking } from "../calls/answers.ts";
import { country, days, money } from "../speech/say.ts";
import { isWord, t } from "../speech/words.ts";
import { Cancel } from "./cancel.tsx";
import { order, problem } from "./order.ts";
import { Steps } from "./steps.tsx";

/** Where an order is, for whoever holds its link: no street, no e-mail address. */
export function Page() {
  const now = order.value;
  if (!now) return <Unknown />;
  return (
    <main class="track">
      <header>
        <p class="quiet">{t("track.title")}</p>
        <h1 aria-live="polite">{t(`track.headline.${now.state}`)}</h1>
        <Expected now={now} />
      </header>
      {problem.value && (
        <p class="note bad" role="alert">
          {problemText(problem.value)}
        </p>
      )}
      <div class="columns">
        <div class="happened">
          <Parcels parcels={now.parcels} />
          <Steps now={now} />
          {now.canCancel && <Cancel />}
        </div>
        <Details now={now} />
      </div>
    </main>
  );
}

function Unknown() {
  return (
    <main class="waiting">
      <h1>{problem.value ? problemText(problem.value) : t("loading")}</h1>
    </main>
  );
}

function Expected({ now: { state, delivery, destination } }: { readonly now: Tracking }) {
  const isComing = state !== "delivered" && state !== "cancelled" && state !== "failed";
  if (!isComing || !delivery || !destination) return null;
  const place = `${destination.city}, ${country(destination.countryCode)}`;
  return <p class="expected">{t("track.expected", { dates: days(delivery.from, delivery.to), place })}</p>;
}

function Parcels({ parcels }: Pick<Tracking, "parcels">) {
  if (parcels.length === 0) return null;
  return (
    <section aria-labelledby="parcels">
      <h2 id="parcels">{t("track.parcels")}</h2>
      <ul class="parcels">
        {parcels.map(({ carrier, tracking, url }) => (
          <li key={tracking}>
            <span>
              {carrier} <code>{tracking}</code>
            </span>
            {url && (
              <a class="button main" href={url} rel="noopener noreferrer">
                {t("track.follow", { carrier })}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Details({ now }: { readonly now: Tracking }) {
  const { title, product, quantity, previews, total, payment, merchantReference } = now;
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details" class="unseen">
        {t("track.details")}
      </h2>
      {previews.length > 0 && (
        <div class="pages">
          {previews.slice(0, 4).map(({ page, url }) => (
            <img
              key={page}
              src={url}
              alt={t("preview.page", { page, pages: previews.length })}
              loading="lazy"
            />
          ))}
        </div>
      )}
      <h3>{title}</h3>
      <dl>
        <div>
          <dt class="unseen">{t("product")}</dt>
          <dd>{t("line.product", { count: quantity, name: product })}</dd>
        </div>
        <div>
          <dt>{t("track.total")}</dt>
          <dd>
            {money(total)}, {t(`track.payment.${payment}`)}
          </dd>
        </div>
        {merchantReference && (
          <div>
            <dt>{t("track.reference")}</dt>
            <dd>{merchantReference}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function problemText({ code }: { readonly code: string }): string {
  const word = `problem.${code}`;
  return t(isWord(word) ? word : "problem.other");
}
