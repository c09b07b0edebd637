import type { Ticket, TicketFile } from "../../order/ticket.ts";
import type { Clock } from "../clock.ts";
import type { Disk } from "../disk.ts";
import type { Log } from "../log.ts";

/** One file of a ticket on this disk, verified. */
export interface PrintFile {
  readonly name: string;
  readonly path: string;
  readonly role: TicketFile["role"];
  readonly pages: number;
}

/** One run of one ticket, as an output gets to print it. */
export interface Printing {
  readonly ticket: Ticket;
  /** The ticket as it came, beside its files. */
  readonly ticketPath: string;
  readonly files: readonly PrintFile[];
  /** Unique for ever and plain enough for a file name: `tkt_01J...-1-r1`. */
  readonly name: string;
  /** What earlier tries of this run noted. */
  readonly notes: Readonly<Record<string, string>>;
  /** Resolves when the note is on disk. */
  note(key: string, value: string): Promise<void>;
  /** Tells of progress, in impressions. */
  progress(done: number, of: number): void;
}

export interface OutputTools {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Where tickets are printed. */
export interface Output {
  readonly name: string;
  /**
   * Prints the run, or goes on with it after a crash; called again after any error but the two below. Must put nothing
   * on paper twice: each effect is found again by what was noted before it or by what it left behind.
   */
  print(printing: Printing, tools: OutputTools): Promise<Done>;
  /** One sentence for the doctor; throws when nothing can be printed now. */
  check(signal: AbortSignal): Promise<string>;
}

/** `printed` when the output saw the last sheet; `handed_over` when somebody else's software goes on. */
type Done = "printed" | "handed_over";

/** It was tried and is not on paper as it ought to be. */
export class PrintFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PrintFailed";
  }
}

/** It may be on paper or not, and no machine can tell. */
export class Unknowable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unknowable";
  }
}
