import { type FromCheckout, hello } from "../button/messages.ts";

/** Whether the checkout stands in a frame of the button, rather than being a page of its own. */
export const isFramed = window.parent !== window;

let offered: { readonly port: MessagePort; readonly origin: string } | undefined;
let allowed: readonly string[] | undefined;
const unsent: FromCheckout[] = [];

/** Takes the one port that the page around us offers. Before anything else: the offer comes when we have loaded. */
export function listenToHost(): void {
  addEventListener("message", ({ source, data, origin, ports: [port] }) => {
    if (offered || !isFramed || source !== window.parent || data !== hello || !port) return;
    offered = { port, origin };
    send();
  });
}

/** Whole origins of the publication, and our own (the builder's): the page around us hears nothing until it is one of them. */
export function allowHosts(origins: readonly string[]): void {
  allowed = [location.origin, ...origins];
  send();
}

/** Says something to the page around us, now or as soon as it may hear it. */
export function tellHost(message: FromCheckout): void {
  if (!isFramed) return;
  unsent.push(message);
  send();
}

function send(): void {
  if (!offered || !allowed?.includes(offered.origin)) return;
  for (const message of unsent.splice(0)) offered.port.postMessage(message);
}
