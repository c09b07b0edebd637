/** What `writeXml` writes: an object's names are tags, an array repeats its tag, undefined is left out. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [tag: string]: Xml };

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** The answer of an operation: one root in the namespace of S3. */
export function writeXml(root: string, content: Xml): string {
  return `${declaration}\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner(content)}</${root}>`;
}

/** An error, which alone has no namespace. */
export function writeError(content: Xml): string {
  return `${declaration}\n<Error>${inner(content)}</Error>`;
}

function inner(content: Xml): string {
  if (content === undefined) return "";
  if (typeof content !== "object") return escaped(String(content));
  if (isList(content)) return content.map(inner).join("");
  return Object.entries(content)
    .map(([tag, value]) => tagged(tag, value))
    .join("");
}

function tagged(tag: string, value: Xml): string {
  if (value === undefined) return "";
  if (typeof value === "object" && isList(value)) return value.map((one) => tagged(tag, one)).join("");
  return `<${tag}>${inner(value)}</${tag}>`;
}

function isList(content: object): content is readonly Xml[] {
  return Array.isArray(content);
}

// Control characters become references too: a carriage return in a key would otherwise be read as a line feed.
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold them
  return text.replace(/[&<>"\u0000-\u001f]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
}
