import * as z from "zod";
import { facilityPrefix } from "../order/keys.ts";
import { Ticket } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";
import type { JobRef } from "./job.ts";

/** A ticket that cannot be made as it stands, for a reason the platform knows. */
export class Unmakeable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unmakeable";
  }
}

// New fields of a newer platform are passed over: a facility upgrades at its own pace.
const ReadableTicket = z.object(Ticket.shape);

/** Where a ticket lies, and who is to read it. */
export interface Address extends JobRef {
  readonly prefix: string;
  readonly facilityId: string;
}

/** The ticket with the text it was read from; undefined when it was taken away; throws Unmakeable. */
export async function readTicket(
  bucket: Bucket,
  address: Address,
): Promise<{ ticket: Ticket; text: string } | undefined> {
  const text = await bucket.read(`${address.prefix}ticket.json`);
  if (text === undefined) return undefined;
  const ticket = parse(text);
  const wrong = faultOf(ticket, address);
  if (wrong) throw new Unmakeable(wrong);
  return { ticket, text };
}

function parse(text: string): Ticket {
  try {
    return ReadableTicket.parse(JSON.parse(text));
  } catch (cause) {
    throw new Unmakeable(cause instanceof z.ZodError ? z.prettifyError(cause) : "ticket.json is not JSON");
  }
}

function faultOf(ticket: Ticket, address: Address): string | undefined {
  if (ticket.ticketId !== address.ticketId || ticket.generation !== address.generation) {
    return "ticket.json names another ticket than its place does";
  }
  if (ticket.facilityId !== address.facilityId) return "ticket.json names another facility";
  const own = facilityPrefix(address.facilityId);
  if (!ticket.files.every(({ key }) => key.startsWith(own)))
    return "a file lies outside the facility's prefix";
  const sums = ticket.files.every(
    (file) => file.bytes === file.parts.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  return sums ? undefined : "the parts of a file do not add up to its bytes";
}
