import { AwsError } from "../call.ts";

/** An element as read: attributes and namespaces are of no use here. */
export class Element {
  readonly name: string;
  readonly children: Element[] = [];
  text = "";

  constructor(name: string) {
    this.name = name;
  }

  one(name: string): Element | undefined {
    return this.children.find((child) => child.name === name);
  }

  all(name: string): Element[] {
    return this.children.filter((child) => child.name === name);
  }

  textOf(name: string): string | undefined {
    return this.one(name)?.text;
  }

  textsOf(name: string): string[] {
    return this.all(name).map((child) => child.text);
  }

  numberOf(name: string): number | undefined {
    const text = this.textOf(name);
    if (text === undefined) return undefined;
    if (/^\s*\d+\s*$/.test(text)) return Number(text);
    throw malformedXml();
  }
}

// Comments and declarations, tags, what stands between them; a DOCTYPE, which could define entities, is no XML to S3.
const tokens =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(?<close>\/?)(?<name>[A-Za-z_][\w.:-]*)(?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(?<empty>\/?)>|[^<]+|</g;

/** Reads a document whose root is `root`; throws MalformedXML. */
export function readXml(text: string, root: string): Element {
  const top = new Element("");
  const open = [top];
  for (const token of text.matchAll(tokens)) read(open, token);
  const [found, ...others] = top.children;
  const isWhole = open.length === 1 && others.length === 0;
  if (isWhole && found?.name === root) return found;
  throw malformedXml();
}

/** The error for a document that cannot be understood. */
export function malformedXml(): AwsError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return new AwsError("MalformedXML", message);
}

function read(open: Element[], [token, close, name, empty]: RegExpExecArray): void {
  if (token === "<") throw malformedXml();
  if (name !== undefined) step(open, { name: local(name), close: close !== "", empty: empty !== "" });
  else if (!token.startsWith("<")) addText(open, token);
}

function step(
  open: Element[],
  { name, close, empty }: { name: string; close: boolean; empty: boolean },
): void {
  if (close) {
    if (open.length < 2 || open.pop()?.name !== name) throw malformedXml();
    return;
  }
  const element = new Element(name);
  open.at(-1)?.children.push(element);
  if (!empty) open.push(element);
}

function addText(open: readonly Element[], token: string): void {
  const element = open.at(-1);
  if (element) element.text += token.replace(/&(#?\w+);/g, (_, reference: string) => resolved(reference));
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function resolved(reference: string): string {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(reference) ?? [];
  const code = Number.parseInt(hex ?? decimal ?? "", hex === undefined ? 10 : 16);
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  const sign = entities[reference];
  if (sign === undefined) throw malformedXml();
  return sign;
}
