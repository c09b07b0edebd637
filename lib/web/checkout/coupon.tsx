import { useSignal } from "@preact/signals";
import type { Refused } from "../calls/storefront.ts";
import { t } from "../speech/words.ts";
import { change, choice, refused } from "./shopper.ts";

/** A code that lowers the price; asked for only by those who have one. */
export function Coupon() {
  const code = useSignal("");
  const { coupon } = choice.value;
  const isRefused = isOfCoupon(refused.value);
  if (coupon) {
    return (
      <div class="coupon">
        <button type="button" class="button" onClick={() => change({ coupon: null })}>
          {t("coupon.remove", { code: coupon })}
        </button>
        <Refusal />
      </div>
    );
  }
  const use = () => {
    if (code.value.trim()) change({ coupon: code.value.trim() });
  };
  return (
    <details class="coupon" open={isRefused}>
      <summary>{t("coupon")}</summary>
      <div class="beside">
        <div class="field">
          <label for="coupon">{t("coupon.code")}</label>
          <input
            id="coupon"
            autoComplete="off"
            autoCapitalize="characters"
            maxLength={40}
            aria-invalid={isRefused}
            aria-describedby={isRefused ? "coupon-said" : undefined}
            value={code.value}
            onInput={({ currentTarget }) => {
              code.value = currentTarget.value;
            }}
            onKeyDown={({ key }) => key === "Enter" && use()}
          />
        </div>
        <button type="button" class="button" onClick={use}>
          {t("coupon.use")}
        </button>
      </div>
      <Refusal />
    </details>
  );
}

function Refusal() {
  const { code } = refused.value ?? {};
  if (code !== "coupon_used_up" && code !== "coupon_invalid") return null;
  return (
    <p class="wrong" id="coupon-said" role="alert">
      {t(`problem.${code}`)}
    </p>
  );
}

/** A refusal that is told beside the code. */
export function isOfCoupon(refusal: Refused | null): boolean {
  return refusal?.code === "coupon_invalid" || refusal?.code === "coupon_used_up";
}
