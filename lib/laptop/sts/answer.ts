import { randomUUID } from "node:crypto";
import type { Answer, AwsError } from "../call.ts";

/** Elements of an answer; a nested record is a nested element. */
export interface Elements {
  readonly [name: string]: string | number | Elements;
}

const space = "https://sts.amazonaws.com/doc/2011-06-15/";

/** The XML that the query protocol answers `action` with. */
export function answered(action: string, result: Elements): Answer {
  const inner = xml({ [`${action}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } });
  return page(200, `<${action}Response xmlns="${space}">${inner}</${action}Response>`);
}

/** The XML that the query protocol refuses with. */
export function refusal({ code, message, status }: AwsError): Answer {
  const type = status < 500 ? "Sender" : "Receiver";
  const inner = xml({ Error: { Type: type, Code: code, Message: message }, RequestId: randomUUID() });
  return page(status, `<ErrorResponse xmlns="${space}">${inner}</ErrorResponse>`);
}

function page(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/xml" }, body };
}

function xml(elements: Elements): string {
  return Object.entries(elements)
    .map(([name, value]) => `<${name}>${typeof value === "object" ? xml(value) : text(value)}</${name}>`)
    .join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function text(value: string | number): string {
  return String(value).replace(/[&<>]/g, (sign) => entities[sign] ?? sign);
}
