import { useEffect, useRef } from "preact/hooks";
import { attributesOf, customProperties, type Wishes } from "./snippet.ts";

/** The true button, made by the true script; anew after each change. */
export function LiveButton({ wishes }: { readonly wishes: Wishes }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(buttonOf(wishes));
  }, [wishes]);
  return <div ref={place} class="live" />;
}

function buttonOf(wishes: Wishes): HTMLElement {
  const button = document.createElement("printcloud-button");
  for (const [name, value] of attributesOf(wishes)) button.setAttribute(name, value);
  if (wishes.label) button.setAttribute("label", wishes.label);
  for (const [name, value] of customProperties(wishes)) button.style.setProperty(name, value);
  return button;
}
