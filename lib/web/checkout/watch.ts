import { signal } from "@preact/signals";
import { refresh, session } from "./shopper.ts";

const everyMs = 1500;
/** A payment that came through is known by then; later it was probably left. */
const patienceMs = 8000;

/** Whether a payment has been asked about for so long that the order is shown again. */
export const isLeft = signal(false);

/** Asks how it stands while it is being paid or placed, as long as somebody looks. */
export function watchPayment(): void {
  let began: number | undefined;
  setInterval(() => {
    const state = session.value?.state;
    const isMoving = state === "paying" || state === "paid";
    if (!isMoving) {
      began = undefined;
      return;
    }
    began ??= performance.now();
    if (state === "paying" && performance.now() - began > patienceMs) isLeft.value = true;
    if (!document.hidden) void refresh().catch(() => {});
  }, everyMs);
}
