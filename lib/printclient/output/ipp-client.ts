import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type ClientRequest, request as http } from "node:http";
import { request as https } from "node:https";
import { pipeline } from "node:stream/promises";
import { type Attribute, decodeIpp, encodeIpp, type IppAnswer, type IppRequest, type Kind } from "./ipp-message.ts";

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
  readonly accepting: boolean;
  readonly name: string;
  readonly operations: readonly number[];
}

const jobStates = ["pending", "held", "processing", "stopped", "canceled", "aborted", "completed"] as const;
type JobState = (typeof jobStates)[number];

const operations = { sendDocument: 0x06, cancel: 0x08, createJob: 0x05, job: 0x09, printer: 0x0b } as const;
const enums: ReadonlySet<string> = new Set(["finishings", "print-quality", "orientation-requested"]);
const notFound = 0x0406;
const patienceMs = 30_000;

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
      const { attributes } = await ask({ operation: operations.createJob, about: about(["job-name", "name", name]), job });
      return number(attributes.get("job-id"));
    },
    async sendDocument(jobId, path) {
      const document: Attribute[] = [
        ["job-id", "integer", jobId],
        ["document-format", "mimeType", "application/pdf"],
      ];
      const last = Buffer.concat([]); // `last-document` is a boolean, see lastDocument
      void last;
      await ask({ operation: operations.sendDocument, about: about(...document) }, path);
    },
    async cancel(jobId) {
      await send(address, { operation: operations.cancel, about: about(["job-id", "integer", jobId]) });
    },
    async job(jobId) {
      const wanted = ["job-state", "job-state-reasons", "job-state-message", "job-impressions-completed", "time-at-processing"];
      const answer = await send(address, {
        operation: operations.job,
        about: about(["job-id", "integer", jobId], ["requested-attributes", "keyword", wanted]),
      });
      return answer.status === notFound ? undefined : jobOf(worked(answer));
    },
    printer: async () => printerOf(await ask({ operation: operations.printer, about: about() })),
  };
}
