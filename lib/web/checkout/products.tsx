import type { Offer, Product } from "../calls/answers.ts";
import { centimetres, plural } from "../speech/say.ts";
import { isWord, locale, t } from "../speech/words.ts";
import { reasonsFor } from "./reasons.ts";
import { change, choice } from "./shopper.ts";

/** What the content can be made into; what cannot be made well says why. */
export function Products({ offers }: { readonly offers: readonly Offer[] }) {
  return (
    <fieldset class="part">
      <legend>
        <h2>{t("product")}</h2>
      </legend>
      <div class="cards">
        {offers.map((offer) => (
          <Card key={offer.productId} offer={offer} />
        ))}
      </div>
    </fieldset>
  );
}

function Card({ offer }: { readonly offer: Offer }) {
  const { productId, product, verdict, pages } = offer;
  const reasons = reasonsFor(offer);
  const isImpossible = verdict === "error";
  const why = `why-${productId}`;
  return (
    <label class={`card ${verdict}`}>
      <input
        type="radio"
        name="product"
        value={productId}
        checked={choice.value.productId === productId}
        disabled={isImpossible}
        aria-describedby={reasons.length > 0 ? why : undefined}
        onChange={() => change({ productId })}
      />
      <Shape product={product} />
      <span class="name">{product.name[locale.value]}</span>
      <span class="facts">
        <span class="fact">{t("product.size", sizeOf(product))}</span>&nbsp;·{" "}
        <span class="fact">{t(`product.pages.${plural(pages)}`, { count: pages })}</span>&nbsp;·{" "}
        <span class="fact">{paperOf(product)}</span>
      </span>
      {reasons.length > 0 && (
        <span class="why" id={why}>
          <b>{t(isImpossible ? "product.error" : "product.warning")}:</b>{" "}
          {reasons.map((word) => t(word)).join(" ")}
        </span>
      )}
    </label>
  );
}

/** The page in proportion, an A4 of 297 mm being as high as the box. */
function Shape({ product: { trimMm } }: { readonly product: Product }) {
  const scale = 100 / Math.max(297, trimMm.width, trimMm.height);
  const size = { width: `${trimMm.width * scale}%`, height: `${trimMm.height * scale}%` };
  return (
    <span class="shape" aria-hidden="true">
      <i style={size} />
    </span>
  );
}

function sizeOf({ trimMm }: Product) {
  return { width: centimetres(trimMm.width), height: centimetres(trimMm.height) };
}

function paperOf({ paper: { name, gsm } }: Product): string {
  const word = `paper.${name.split(" ").at(-1)}`;
  return isWord(word) ? t(word, { gsm }) : name;
}
