import { type FromCheckout, hello, parseMessage } from "./messages.ts";

/**
 * Gives the framed checkout a port and hears what it says. The port goes to our exact origin only, so nobody else that
 * the frame may show can take it; whatever other windows post is never looked at.
 */
export function hear(frame: HTMLIFrameElement, origin: string, heard: (message: FromCheckout) => void): void {
  let port: MessagePort | undefined;
  frame.addEventListener("load", () => {
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => {
      const message = parseMessage(data);
      if (message) heard(message);
    };
    frame.contentWindow?.postMessage(hello, origin, [channel.port2]);
  });
}
