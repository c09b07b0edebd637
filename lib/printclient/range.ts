import type { TicketFile } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { patientTries, persist } from "./retry.ts";

/** Bytes from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The object in the bucket is of another size than its ticket says. */
export class WrongSize extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongSize";
  }
}

export interface RangeTools {
  readonly bucket: Bucket;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

const stallSeconds = 30;

/** Brings one range of a file; after a cut it goes on where it stopped. */
export async function fetchRange(
  file: TicketFile,
  { start, end }: Span,
  tools: RangeTools & { write(chunk: Buffer, position: number): Promise<void> },
): Promise<void> {
  let position = start;
  const goOn = async () => {
    while (position < end) {
      const ranged = await tools.bucket.range(file.key, { start: position, end: end - 1 }, tools.signal);
      if (ranged?.totalBytes !== file.bytes)
        throw new WrongSize(`the ${file.role} has not its ${file.bytes} bytes`);
      for await (const chunk of unstalled(ranged.body, tools.signal)) {
        const wanted = chunk.subarray(0, end - position);
        await tools.write(wanted, position);
        position += wanted.length;
      }
    }
  };
  const isFinal = (error: unknown) => error instanceof WrongSize;
  await persist(goOn, { ...tools, tries: patientTries, what: `download of the ${file.role}`, isFinal });
}

/** The chunks of a body, which is given up when none comes for 30 s or the client stops. */
async function* unstalled(body: Ranged["body"], signal: AbortSignal): AsyncGenerator<Buffer> {
  const giveUp = () => body.destroy(new Error("the download was stopped"));
  const stall = setTimeout(
    () => body.destroy(new Error(`no bytes for ${stallSeconds} s`)),
    stallSeconds * 1000,
  );
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    for await (const chunk of body) {
      stall.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(stall);
    signal.removeEventListener("abort", giveUp);
  }
}

type Ranged = NonNullable<Awaited<ReturnType<Bucket["range"]>>>;
