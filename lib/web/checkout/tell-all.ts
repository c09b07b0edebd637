import { effect } from "@preact/signals";
import { isFramed, tellHost } from "./host-page.ts";
import { refused, session } from "./shopper.ts";

/** Keeps the page around us told: price, paid, problems, and Escape, which never leaves a frame of another origin by itself. */
export function tellAll(): void {
  if (!isFramed) return;
  let told = "";
  effect(() => {
    const price = session.value?.price;
    if (price && told !== price.total.amount) tellHost({ type: "price", ...price.total });
    told = price?.total.amount ?? told;
  });
  const stop = effect(() => {
    const { id, state, price } = session.value ?? {};
    if (!id || !price || (state !== "paid" && state !== "ordered")) return;
    tellHost({ type: "paid", reference: session.value?.publication.id ?? "", ...price.total });
    queueMicrotask(() => stop());
  });
  effect(() => {
    if (refused.value) tellHost({ type: "error", code: refused.value.code });
  });
  addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) tellHost({ type: "close" });
  });
}
