/**
 * An answer that is a file instead of JSON. Text only, so that it passes the gateway whatever the caller accepts:
 * binary answers reach only those whose Accept header names the type.
 */
export class TextFile {
  readonly type: string;
  readonly name: string;
  readonly text: string;

  constructor({ type, name, text }: { type: string; name: string; text: string }) {
    this.type = type;
    this.name = name;
    this.text = text;
  }
}
