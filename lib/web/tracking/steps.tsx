import type { Tracking } from "../calls/answers.ts";
import { moment } from "../speech/say.ts";
import { t } from "../speech/words.ts";

/** What has happened, what happens now, and what is still to come. */
export function Steps({ now: { steps, state } }: { readonly now: Tracking }) {
  const isStopped = state === "cancelled" || state === "failed";
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">{t("track.steps")}</h2>
      <ol class="steps">
        {steps
          .filter(({ at }) => at !== null || !isStopped)
          .map(({ name, at }) => (
            <li key={name} class={at ? "done" : "coming"} aria-current={name === state ? "step" : undefined}>
              <span>{t(`track.${name}`)}</span>
              {at && <time dateTime={at}>{moment(at)}</time>}
              {at && <span class="unseen">{t(name === state ? "track.current" : "track.done")}</span>}
            </li>
          ))}
        {isStopped && (
          <li class="stopped" aria-current="step">
            <span>{t(`track.${state}`)}</span>
          </li>
        )}
      </ol>
    </section>
  );
}
