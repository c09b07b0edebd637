import { signal } from "@preact/signals";
import { pay, Refused } from "../calls/storefront.ts";
import { isFramed } from "./host-page.ts";
import { looked, mistake, placeFinding, recipient, shownFields } from "./recipient-draft.ts";
import { change, refresh, refused, session, settle } from "./shopper.ts";
import { isLeft } from "./watch.ts";

/** From the click until the payment page is there. */
export const isPaying = signal(false);

/** Whether to show what is still wrong; counts, so that the focus goes there each time. */
export const attempts = signal(0);

/** Checks everything, then leads to the payment page: in a window of its own where the checkout is framed. */
export async function payNow(method: string): Promise<void> {
  if (isPaying.value) return;
  looked.value = new Set(shownFields());
  if (shownFields().some((field) => mistake(field) !== undefined)) {
    attempts.value++;
    return;
  }
  isPaying.value = true;
  isLeft.value = false;
  // Payment pages refuse to be framed; a window may only be opened while the click lasts.
  const beside = isFramed ? window.open("about:blank", "_blank") : null;
  try {
    await goAndPay(method, beside);
  } catch (problem) {
    beside?.close();
    await explain(problem);
  } finally {
    isPaying.value = false;
  }
}

async function goAndPay(method: string, beside: Window | null): Promise<void> {
  change({ recipient: recipient() });
  await settle();
  const { id, price } = session.value ?? {};
  if (refused.value) throw refused.value;
  if (!id || !price) throw new Refused("not_complete", "");
  const url = await pay(id, { method, total: price.total });
  if (beside) {
    beside.opener = null;
    beside.location.href = url;
    return refresh();
  }
  go(url);
}

/** Without a window of its own (a blocker) the payment takes the whole page, the shop's too. */
function go(url: string): void {
  const top = isFramed ? window.top : window;
  (top ?? window).location.href = url;
}

async function explain(problem: unknown): Promise<void> {
  const known = problem instanceof Refused ? problem : new Refused("unreachable", String(problem));
  if (known.code === "price_changed") await refresh().catch(() => {});
  if (!placeFinding(known.pointer)) refused.value = known;
  attempts.value++;
}
