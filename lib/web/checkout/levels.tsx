import type { Level } from "../calls/answers.ts";
import { days, money } from "../speech/say.ts";
import { isWord, t } from "../speech/words.ts";
import { change, choice } from "./shopper.ts";

/** Ways to send it, with what they cost and when it arrives. */
export function Levels({ levels }: { readonly levels: readonly Level[] }) {
  if (levels.length === 0) return null;
  return (
    <fieldset class="part">
      <legend>
        <h2>{t("level")}</h2>
      </legend>
      <div class="cards">
        {levels.map(({ shippingLevel, shipping, deliverFrom, deliverTo }) => (
          <label class="card level" key={shippingLevel}>
            <input
              type="radio"
              name="level"
              value={shippingLevel}
              checked={choice.value.shippingLevel === shippingLevel}
              onChange={() => change({ shippingLevel })}
            />
            <span class="name">{levelName(shippingLevel)}</span>
            <span class="amount">{money(shipping)}</span>
            <span class="facts">{t("level.dates", { dates: days(deliverFrom, deliverTo) })}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function levelName(level: string): string {
  const word = `level.${level}`;
  return isWord(word) ? t(word) : level;
}
