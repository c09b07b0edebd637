import { PrintcloudButton } from "./printcloud-button.ts";

const name = "printcloud-button";
// Null in a module: the button ships as a classic script.
const source = document.currentScript;
// Without constructable sheets, or in a second copy of the script, the plain link stays what it is.
if (source instanceof HTMLScriptElement && "adoptedStyleSheets" in document && !customElements.get(name)) {
  PrintcloudButton.origin = new URL(source.src).origin;
  customElements.define(name, PrintcloudButton);
}
