import { hear } from "./handshake.ts";
import type { FromCheckout } from "./messages.ts";
import { wordsIn } from "./words.ts";

/** A checkout that has not answered by then is refused by its frame-ancestors, or out of reach. */
const patienceMs = 15_000;

export interface Overlay {
  readonly address: URL;
  readonly label: string;
  readonly locale: string;
  heard(message: FromCheckout): void;
  /** Called once, however it was closed. */
  closed(): void;
}

/** Shows the checkout over the page, in a dialog of the shadow root; answers a function that closes it. */
export function openOverlay(root: ShadowRoot, overlay: Overlay): () => void {
  const { address, label, locale } = overlay;
  const dialog = made("dialog", "dialog");
  const frame = made("iframe", "frame");
  const close = made("button", "close");
  dialog.setAttribute("aria-label", label);
  close.setAttribute("aria-label", wordsIn(locale).close);
  close.textContent = "×";
  frame.title = label;
  frame.allow = "payment; clipboard-write";
  const patience = setTimeout(() => {
    dialog.append(wayOut(address, locale));
    overlay.heard({ type: "error", code: "no_answer" });
  }, patienceMs);
  hear(frame, address.origin, (message) => {
    if (message.type === "ready") clearTimeout(patience);
    if (message.type === "ready") welcome(dialog, frame);
    if (message.type === "close") return dialog.close();
    overlay.heard(message);
  });
  close.onclick = () => dialog.close();
  dialog.onclick = ({ target }) => target === dialog && dialog.close();
  dialog.onclose = () => {
    clearTimeout(patience);
    dialog.remove();
    overlay.closed();
  };
  frame.src = address.href;
  dialog.append(close, frame);
  root.append(dialog);
  dialog.showModal();
  return () => dialog.close();
}

/** Keyboard and screen reader go on inside the checkout, unless they have moved meanwhile. */
function welcome(dialog: HTMLDialogElement, frame: HTMLIFrameElement): void {
  dialog.setAttribute("data-ready", "");
  if (dialog.contains((dialog.getRootNode() as ShadowRoot).activeElement)) frame.focus();
}

function wayOut(address: URL, locale: string): HTMLAnchorElement {
  const link = made("a", "alone");
  link.href = address.href;
  link.target = "_top";
  link.textContent = wordsIn(locale).alone;
  return link;
}

function made<K extends keyof HTMLElementTagNameMap>(name: K, part: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.setAttribute("part", part);
  return element;
}
