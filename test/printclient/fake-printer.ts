import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import {
  type Attribute,
  decodeIpp,
  encodeIpp,
  type IppAnswer,
} from "../../lib/printclient/output/ipp-message.ts";

interface FakeJob {
  readonly name: string;
  readonly copies: number;
  state: number;
  documents: number;
}

/** What came out of the printer. */
export interface FakePrinter {
  readonly url: string;
  readonly jobs: readonly FakeJob[];
  /** How often pages were printed under a name that begins so. */
  printed(name: string): number;
  /** While it is held, what was begun is not finished. */
  hold(held: boolean): void;
}

const states = { held: 4, processing: 5, canceled: 7, completed: 9 } as const;
const [createJob, sendDocument, cancelJob, getPrinter] = [0x05, 0x06, 0x08, 0x0b];
const printMs = 30;

/** An IPP printer of few words that prints a job as soon as its document is there whole; gone with the test. */
export async function openFakePrinter(): Promise<FakePrinter> {
  const jobs: FakeJob[] = [];
  let held = false;
  const finish = () => {
    for (const job of held ? [] : jobs) if (job.state === states.processing) job.state = states.completed;
  };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray().catch(() => []));
    if (request.complete) response.end(answer(decodeIpp(body), jobs));
    setTimeout(finish, printMs).unref();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const printed = (name: string) =>
    jobs.filter((job) => job.name.startsWith(name)).reduce((sum, { documents }) => sum + documents, 0);
  const hold = (wish: boolean) => {
    held = wish;
    finish();
  };
  return { url: `ipp://127.0.0.1:${port}/ipp/print`, jobs, printed, hold };
}

/** The status of an answer is where a question has its operation. */
function answer({ status: operation, attributes }: IppAnswer, jobs: FakeJob[]): Buffer {
  if (operation === createJob) return say(["job-id", "integer", jobs.push(newJob(attributes))]);
  if (operation === getPrinter)
    return say(["printer-state", "enum", 3], ["operations-supported", "enum", [5, 6, 8, 9, 11]]);
  const job = jobs[Number(attributes.get("job-id")?.[0]) - 1];
  if (!job) return encodeIpp({ operation: 0x0406, about: [] });
  if (operation === sendDocument) begin(job);
  if (operation === cancelJob && job.state === states.held) job.state = states.canceled;
  const begun = Number(job.documents > 0);
  return say(
    ["job-state", "enum", job.state],
    ["time-at-processing", "integer", begun],
    ["job-impressions-completed", "integer", begun * 24],
  );
}

function say(...job: Attribute[]): Buffer {
  return encodeIpp({ operation: 0, about: [], job });
}

function newJob(attributes: IppAnswer["attributes"]): FakeJob {
  const [name, copies] = ["job-name", "copies"].map((wanted) => attributes.get(wanted)?.[0]);
  return { name: String(name), copies: Number(copies), state: states.held, documents: 0 };
}

function begin(job: FakeJob): void {
  job.documents++;
  job.state = states.processing;
}
