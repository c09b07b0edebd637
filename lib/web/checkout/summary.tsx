import type { Price, Session } from "../calls/answers.ts";
import { country, money, percent } from "../speech/say.ts";
import { locale, t } from "../speech/words.ts";
import { choice, isUpdating, offer } from "./shopper.ts";

/** What it costs, line by line, taxes named. */
export function Summary({ now: { price } }: { readonly now: Session }) {
  if (!price) return null;
  return (
    <section class="part summary" aria-labelledby="summary" aria-busy={isUpdating.value}>
      <h2 id="summary">{t("summary")}</h2>
      <dl>
        {price.lines.map((line) => (
          <div key={line.kind}>
            <dt>{lineName(line)}</dt>
            <dd>{money(line.amount)}</dd>
          </div>
        ))}
        <div class="total">
          <dt>{t("summary.total")}</dt>
          <dd>{money(price.total)}</dd>
        </div>
      </dl>
      <p class="quiet">
        {Number(price.tax.amount) > 0
          ? t("summary.tax", { tax: money(price.tax), rate: percent(price.taxRate) })
          : t("summary.noTax")}
      </p>
    </section>
  );
}

function lineName({ kind, quantity }: Price["lines"][number]): string {
  const name = offer.value?.product.name[locale.value] ?? "";
  return t(`line.${kind}`, { count: quantity, name, country: country(choice.value.countryCode) });
}
