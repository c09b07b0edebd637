/** Attributes of an element; undefined and null leave one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One element of an XML 1.0 document as text, with what is in it. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const start = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : ` ${key}="${escaped(String(value))}"`,
  );
  const content = children.join("");
  return content === "" ? `<${name}${start.join("")}/>` : `<${name}${start.join("")}>${content}</${name}>`;
}

export function document(root: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

/** Signs that XML 1.0 cannot hold, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const unsayable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it may stand between tags or quotes. */
export function escaped(text: string): string {
  const sayable = text.toWellFormed().replace(unsayable, "");
  return sayable.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign).replace(/\s+/g, " ");
}
