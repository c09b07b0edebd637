import { carried, checkoutAddress } from "./address.ts";
import type { FromCheckout } from "./messages.ts";
import { openOverlay } from "./overlay.ts";
import { style } from "./style.ts";
import { wordsIn } from "./words.ts";

/** Below this a checkout in a dialog has no room: the link then leads to its page, as without a script. */
const small = "(max-width: 640px), (max-height: 480px)";

/**
 * `<printcloud-button publication key>`: a link to the checkout that opens it over the page. Events, all bubbling:
 * `printcloud:open` (cancelable), `ready`, `price`, `paid`, `close`, `error`.
 */
export class PrintcloudButton extends HTMLElement {
  static readonly observedAttributes = ["publication", "label", ...carried];
  /** Where the checkout is; set once, by whoever defines the element. */
  static origin = "";

  readonly #link = document.createElement("a");
  readonly #label = document.createElement("span");
  #close: (() => void) | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet()];
    const slot = document.createElement("slot");
    // The parser may give us our link after it has connected us.
    slot.addEventListener("slotchange", () => this.#show());
    this.#link.setAttribute("part", "button");
    this.#link.setAttribute("aria-haspopup", "dialog");
    this.#link.addEventListener("click", (event) => this.#clicked(event));
    this.#label.setAttribute("part", "label");
    this.#link.append(icon(), this.#label);
    root.append(this.#link, slot);
  }

  connectedCallback(): void {
    this.#show();
  }

  disconnectedCallback(): void {
    this.#close?.();
  }

  attributeChangedCallback(): void {
    this.#show();
  }

  /** Opens the checkout as a click does. */
  open(): void {
    this.#link.click();
  }

  /** Closes it, if it is open over this page. */
  close(): void {
    this.#close?.();
  }

  get #locale(): string {
    return (
      this.getAttribute("locale") ?? (this.closest("[lang]")?.getAttribute("lang") || navigator.language)
    );
  }

  #show(): void {
    const text = this.getAttribute("label") ?? this.querySelector("a")?.textContent?.trim();
    this.#label.textContent = text || wordsIn(this.#locale).print;
    this.#link.href = checkoutAddress(this, PrintcloudButton.origin)?.href ?? "";
  }

  #clicked(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = checkoutAddress(this, PrintcloudButton.origin);
    const wanted = address !== undefined && this.#tell("open", { address: address.href });
    if (wanted && matchMedia(small).matches) return;
    event.preventDefault();
    if (wanted) this.#open(address);
    if (!address) this.#tell("error", { code: "no_publication" });
  }

  #open(address: URL): void {
    const root = this.shadowRoot;
    if (!root || this.#close) return;
    this.#close = openOverlay(root, {
      address,
      locale: this.#locale,
      label: this.#label.textContent ?? "",
      heard: ({ type, ...detail }) => this.#tell(type, detail),
      closed: () => {
        this.#close = undefined;
        this.#tell("close", {});
      },
    });
  }

  #tell(name: "open" | FromCheckout["type"], detail: object): boolean {
    const options = { bubbles: true, composed: true, cancelable: name === "open", detail };
    return this.dispatchEvent(new CustomEvent(`printcloud:${name}`, options));
  }
}

let shared: CSSStyleSheet | undefined;

/** One sheet for all buttons of the page. */
function sheet(): CSSStyleSheet {
  if (shared) return shared;
  shared = new CSSStyleSheet();
  shared.replaceSync(style);
  return shared;
}

/** An open book. */
function icon(): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  svg.setAttribute("part", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute(
    "d",
    "M12 6.5C10 5 6.5 4.5 3 5v13c3.5-.5 7 0 9 1.5M12 6.5C14 5 17.5 4.5 21 5v13c-3.5-.5-7 0-9 1.5zv13",
  );
  svg.append(path);
  return svg;
}
