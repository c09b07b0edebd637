import { useSignal } from "@preact/signals";
import { t } from "../speech/words.ts";
import { change, choice, refused } from "./shopper.ts";

/** A code that lowers the price; asked for only by those who have one. */
export function Coupon() {
  const code = useSignal("");
  const { coupon } = choice.value;
  const isRefused = refused.value?.code === "coupon_invalid";
  if (coupon && !isRefused) {
    return (
      <button type="button" class="button" onClick={() => change({ coupon: null })}>
        {t("coupon.remove", { code: coupon })}
      </button>
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
      {isRefused && (
        <p class="wrong" id="coupon-said" role="alert">
          {t("problem.coupon_invalid")}
        </p>
      )}
    </details>
  );
}
