import { type IppPrinter, IppRefused, type PrinterJob, type PrinterState } from "./ipp-client.ts";
import {
  type Output,
  type OutputTools,
  PrintFailed,
  type PrintFile,
  type Printing,
  Unknowable,
} from "./output.ts";

export interface IppWish {
  readonly url: string;
  /** Job template attributes by role of file, e.g. `{inside: {sides: "two-sided-long-edge"}}`. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** How often the printer is asked how far it is. */
  readonly lookSeconds: number;
}

const endStates: ReadonlySet<string> = new Set(["canceled", "aborted", "completed"]);
const createJob = 0x05;

/**
 * An IPP printer (IPP Everywhere: it knows Create-Job). An empty job prints nothing, so its number is on disk before
 * any page is sent; after a crash the printer itself tells what became of it.
 */
export function ippOutput(wish: IppWish, printer: IppPrinter): Output {
  return {
    name: wish.url,
    async print(printing, tools) {
      for (const file of printing.files) await printFile(file, printing, { ...tools, wish, printer });
      return "printed";
    },
    async check() {
      const { state, reasons, name, operations } = await printer.printer();
      if (!operations.includes(createJob))
        throw new Error(`${name} lacks Create-Job, which IPP Everywhere asks for`);
      if (state === "stopped") throw new Error(`${name} is stopped: ${reasons.join(", ")}`);
      return [`${name} is ${state}`, ...reasons].join(", ");
    },
  };
}

interface Tools extends OutputTools {
  readonly wish: IppWish;
  readonly printer: IppPrinter;
}

async function printFile(file: PrintFile, printing: Printing, tools: Tools): Promise<void> {
  const jobId = (await sentBefore(file, printing, tools)) ?? (await submit(file, printing, tools));
  const job = await follow(jobId, { file, printing, tools });
  if (job.state === "completed") return;
  const why = [job.message, ...job.reasons].filter(Boolean).join(", ");
  throw new PrintFailed(`printer job ${jobId} (${file.role}) was ${job.state}${why && `: ${why}`}`);
}

async function submit(file: PrintFile, printing: Printing, { printer, wish }: Tools): Promise<number> {
  const copies = { copies: printing.ticket.quantity, ...wish.attributes[file.role] };
  const jobId = await printer.createJob(`${printing.name}-${file.role}`, copies).catch(finalRefusal);
  await printing.note(`${file.name}#job`, String(jobId));
  await printer.sendDocument(jobId, file.path);
  await printing.note(`${file.name}#sent`, "yes");
  return jobId;
}

/** The job of an earlier try, if its pages are with the printer; undefined when it is sure that none were printed. */
async function sentBefore(
  file: PrintFile,
  { notes }: Printing,
  { printer }: Tools,
): Promise<number | undefined> {
  const noted = notes[`${file.name}#job`];
  if (noted === undefined) return undefined;
  const jobId = Number(noted);
  if (notes[`${file.name}#sent`] !== undefined) return jobId;
  // Cut while the pages were sent: what has not begun is taken back, and then nobody prints it.
  if ((await known(jobId, printer)).begun) return jobId;
  await printer.cancel(jobId);
  const { begun, state } = await known(jobId, printer);
  if (!begun && endStates.has(state)) return undefined;
  throw new Unknowable(`printer job ${jobId} (${file.role}) could not be taken back`);
}

async function known(jobId: number, printer: IppPrinter): Promise<PrinterJob> {
  const job = await printer.job(jobId);
  if (job) return job;
  throw new Unknowable(`the printer has forgotten job ${jobId}`);
}

/** Asks until the printer is through; a printer that cannot be reached is asked again by the press. */
async function follow(
  jobId: number,
  { file, printing, tools }: { file: PrintFile; printing: Printing; tools: Tools },
): Promise<PrinterJob> {
  const of = file.pages * printing.ticket.quantity;
  const heed = troubleLog(printing, tools);
  for (;;) {
    const job = await known(jobId, tools.printer);
    printing.progress(job.impressions, of);
    const { reasons } = heed(await tools.printer.printer());
    if (endStates.has(job.state)) return { ...job, reasons: [...job.reasons, ...reasons] };
    await tools.clock.sleep(tools.wish.lookSeconds, tools.signal);
  }
}

/** Says once what somebody must do at the printer: paper, jam, cover. */
function troubleLog({ ticket }: Printing, { log }: Tools) {
  let said = "";
  return (printer: PrinterState): PrinterState => {
    const reason = printer.reasons.join(", ");
    const { ticketId, generation } = ticket;
    if (reason !== "" && reason !== said)
      log({ event: "printer_needs_attention", level: "warn", ticketId, generation, reason });
    said = reason;
    return printer;
  };
}

function finalRefusal(error: unknown): never {
  if (error instanceof IppRefused && error.status < 0x0500) throw new PrintFailed(error.message);
  throw error;
}
