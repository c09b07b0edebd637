import { useSignal } from "@preact/signals";
import type { Session } from "../calls/answers.ts";
import { money } from "../speech/say.ts";
import { isWord, t } from "../speech/words.ts";
import { isUpdating } from "./shopper.ts";
import { isPaying, payNow } from "./till.ts";

/** Total and the way to pay, always in sight. */
export function TillBar({ now: { price, methods } }: { readonly now: Session }) {
  const wanted = useSignal("");
  const method = methods.includes(wanted.value) ? wanted.value : methods[0];
  if (!price || !method) return null;
  const total = money(price.total);
  const choose = (name: string) => {
    wanted.value = name;
  };
  return (
    <>
      {methods.length > 1 && <Methods methods={methods} chosen={method} choose={choose} />}
      <div class="till">
        <p class="sum" data-updating={isUpdating.value}>
          <span>{t("summary.total")}</span>
          <strong aria-live="polite" aria-atomic="true">
            {total}
          </strong>
        </p>
        <PayButton method={method} total={total} />
        {method !== "invoice" && <small class="quiet">{t("pay.safe")}</small>}
      </div>
    </>
  );
}

function PayButton({ method, total }: { readonly method: string; readonly total: string }) {
  const label = t(method === "invoice" ? "pay.invoice" : "pay", { total });
  return (
    <button
      type="button"
      class="button main"
      aria-disabled={isPaying.value}
      onClick={() => void payNow(method)}
    >
      {isPaying.value ? t("pay.busy") : label}
    </button>
  );
}

interface MethodsProps {
  readonly methods: readonly string[];
  readonly chosen: string;
  choose(name: string): void;
}

function Methods({ methods, chosen, choose }: MethodsProps) {
  return (
    <fieldset class="part">
      <legend>
        <h2>{t("method")}</h2>
      </legend>
      <div class="cards">
        {methods.map((name) => (
          <label class="card level" key={name}>
            <input type="radio" name="method" checked={name === chosen} onChange={() => choose(name)} />
            <span class="name">{methodName(name)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function methodName(name: string): string {
  const word = `method.${name}`;
  return isWord(word) ? t(word) : name;
}
