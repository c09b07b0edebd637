import { computed, effect, signal } from "@preact/signals";
import { isFramed } from "./host-page.ts";
import { refresh, session } from "./shopper.ts";

const everyMs = 1500;
/** A payment that came through is known by then, when the shopper is back from the payment page. */
const patienceMs = 8000;

/** Whether the order is shown again although its payment is still open. */
export const isLeft = signal(false);

const state = computed(() => session.value?.state);

/** Asks how it stands while it is being paid or placed. In a frame the shopper pays in another window meanwhile. */
export function watchPayment(): void {
  effect(() => {
    if (state.value !== "paying" && state.value !== "paid") return;
    const looks = setInterval(() => void look().catch(() => {}), everyMs);
    const patience = setTimeout(() => {
      isLeft.value = !isFramed;
    }, patienceMs);
    return () => {
      clearInterval(looks);
      clearTimeout(patience);
    };
  });
}

async function look(): Promise<void> {
  if (isFramed || !document.hidden) await refresh();
}
