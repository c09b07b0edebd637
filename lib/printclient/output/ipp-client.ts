import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type ClientRequest, request as http, type IncomingMessage } from "node:http";
import { request as https } from "node:https";
import { pipeline } from "node:stream/promises";
import {
  type Attribute,
  decodeIpp,
  encodeIpp,
  type IppAnswer,
  type IppRequest,
  type Kind,
} from "./ipp-message.ts";

/** What a printer is asked, see RFC 8011. */
export interface IppPrinter {
  createJob(name: string, wish: Readonly<Record<string, string | number>>): Promise<number>;
  /** Sends the one document of a job, with which it is complete. */
  sendDocument(jobId: number, path: string): Promise<void>;
  cancel(jobId: number): Promise<void>;
  /** Undefined when the printer does not know the job, or has forgotten it. */
  job(jobId: number): Promise<PrinterJob | undefined>;
  printer(): Promise<PrinterState>;
}

export interface PrinterJob {
  readonly state: JobState;
  readonly reasons: readonly string[];
  readonly message: string;
  readonly impressions: number;
  /** Printing has begun at some time. */
  readonly begun: boolean;
}

export interface PrinterState {
  readonly state: "idle" | "processing" | "stopped";
  readonly reasons: readonly string[];
  readonly name: string;
  readonly operations: readonly number[];
}

const jobStates = ["pending", "held", "processing", "stopped", "canceled", "aborted", "completed"] as const;
type JobState = (typeof jobStates)[number];

const operations = { sendDocument: 0x06, cancel: 0x08, createJob: 0x05, job: 0x09, printer: 0x0b } as const;
const enums: ReadonlySet<string> = new Set(["finishings", "print-quality", "orientation-requested"]);
const notFound = 0x0406;
const patienceMs = 30_000;

/** The printer understood and will not: trying again changes nothing unless the status is of the 05xx kind. */
export class IppRefused extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.name = "IppRefused";
    this.status = status;
  }
}

/** A printer by its `ipp:` or `ipps:` address. */
export function ippPrinter(address: string): IppPrinter {
  const about = (...more: Attribute[]): Attribute[] => [
    ["printer-uri", "uri", address],
    ...more.filter(([name]) => name === "job-id"),
    ["requesting-user-name", "name", "printclient"],
    ...more.filter(([name]) => name !== "job-id"),
  ];
  const ask = async (wish: IppRequest, path?: string) => worked(await send(address, wish, path));
  return {
    async createJob(name, wish) {
      const job = Object.entries(wish).map(([key, value]): Attribute => [key, kindOf(key, value), value]);
      const { attributes } = await ask({
        operation: operations.createJob,
        about: about(["job-name", "name", name]),
        job,
      });
      return number(attributes.get("job-id"));
    },
    async sendDocument(jobId, path) {
      const document: Attribute[] = [
        ["job-id", "integer", jobId],
        ["document-format", "mimeType", "application/pdf"],
        ["last-document", "boolean", true],
      ];
      await ask({ operation: operations.sendDocument, about: about(...document) }, path);
    },
    async cancel(jobId) {
      await send(address, { operation: operations.cancel, about: about(["job-id", "integer", jobId]) });
    },
    async job(jobId) {
      const wanted = [
        "job-state",
        "job-state-reasons",
        "job-state-message",
        "job-impressions-completed",
        "time-at-processing",
      ];
      const answer = await send(address, {
        operation: operations.job,
        about: about(["job-id", "integer", jobId], ["requested-attributes", "keyword", wanted]),
      });
      return answer.status === notFound ? undefined : jobOf(worked(answer));
    },
    printer: async () => printerOf(await ask({ operation: operations.printer, about: about() })),
  };
}

async function send(address: string, wish: IppRequest, path?: string): Promise<IppAnswer> {
  const url = new URL(address.replace(/^ipp/, "http"));
  if (url.port === "") url.port = "631"; // http would mean 80
  const head = encodeIpp(wish);
  const length = head.length + (path === undefined ? 0 : (await stat(path)).size);
  const headers = { "content-type": "application/ipp", "content-length": length };
  const call = (url.protocol === "https:" ? https : http)(url, {
    method: "POST",
    headers,
    timeout: patienceMs,
  });
  call.on("timeout", () => call.destroy(new Error(`the printer said nothing for ${patienceMs / 1000} s`)));
  const answered = answerTo(call);
  call.write(head);
  if (path === undefined) call.end();
  else pipeline(createReadStream(path), call).catch((error: Error) => call.destroy(error));
  return await answered;
}

async function answerTo(call: ClientRequest): Promise<IppAnswer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    call.once("response", resolve).once("error", reject),
  );
  const body = Buffer.concat(await response.toArray());
  if (response.statusCode !== 200) throw new Error(`the printer answered HTTP ${response.statusCode}`);
  return decodeIpp(body);
}

function worked(answer: IppAnswer): IppAnswer {
  if (answer.status < 0x0100) return answer;
  const message = answer.attributes.get("status-message")?.[0] ?? "";
  throw new IppRefused(
    `the printer refused (0x${answer.status.toString(16).padStart(4, "0")}) ${message}`,
    answer.status,
  );
}

function jobOf({ attributes }: IppAnswer): PrinterJob {
  const began = attributes.get("time-at-processing")?.[0];
  const impressions = attributes.get("job-impressions-completed")?.[0];
  return {
    state: jobStates[number(attributes.get("job-state")) - 3] ?? "pending",
    reasons: reasonsOf(attributes.get("job-state-reasons")),
    message: String(attributes.get("job-state-message")?.[0] ?? ""),
    impressions: typeof impressions === "number" ? impressions : 0,
    begun: typeof began === "number" && began > 0,
  };
}

function printerOf({ attributes }: IppAnswer): PrinterState {
  const text = (name: string) => String(attributes.get(name)?.[0] ?? "");
  return {
    state:
      (["idle", "processing", "stopped"] as const)[number(attributes.get("printer-state")) - 3] ?? "stopped",
    reasons: reasonsOf(attributes.get("printer-state-reasons")),
    name: text("printer-make-and-model") || text("printer-name"),
    operations: (attributes.get("operations-supported") ?? []).map(Number),
  };
}

function reasonsOf(values: readonly unknown[] = []): string[] {
  return values.map(String).filter((reason) => reason !== "none" && reason !== "");
}

function number(values: readonly unknown[] | undefined): number {
  const value = values?.[0];
  if (typeof value !== "number") throw new Error("the printer's answer lacks a number");
  return value;
}

function kindOf(name: string, value: string | number): Kind {
  if (typeof value === "string") return "keyword";
  return enums.has(name) ? "enum" : "integer";
}
