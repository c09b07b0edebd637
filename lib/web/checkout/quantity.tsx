import { t } from "../speech/words.ts";
import { change, choice, type } from "./shopper.ts";

const most = 1000;

/** How many copies, by a button's press or typed; what is no number is not sent. */
export function Quantity() {
  const { quantity } = choice.value;
  const set = (count: number) => change({ quantity: Math.max(1, Math.min(most, count)) }, 150);
  return (
    <div class="part quantity">
      <label for="quantity">
        <h2>{t("quantity")}</h2>
      </label>
      <div class="stepper">
        <button
          type="button"
          class="button round"
          aria-label={t("quantity.less")}
          aria-disabled={quantity === 1}
          onClick={() => set(quantity - 1)}
        >
          <span aria-hidden="true">−</span>
        </button>
        <input
          id="quantity"
          inputMode="numeric"
          autoComplete="off"
          value={quantity}
          onInput={({ currentTarget }) => {
            const count = Number.parseInt(currentTarget.value, 10);
            if (count >= 1 && count <= most) type({ quantity: count });
          }}
          onBlur={({ currentTarget }) => {
            currentTarget.value = `${choice.value.quantity}`;
          }}
        />
        <button
          type="button"
          class="button round"
          aria-label={t("quantity.more")}
          aria-disabled={quantity === most}
          onClick={() => set(quantity + 1)}
        >
          <span aria-hidden="true">+</span>
        </button>
      </div>
    </div>
  );
}
