import { createHash } from "node:crypto";
import { paperOf } from "../catalogue/capability.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import { ticketPrefix } from "../order/keys.ts";
import type { Money } from "../order/money.ts";
import type { Order } from "../order/order.ts";
import type { Tickets } from "../order/ports.ts";
import type { Product } from "../order/product.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { jobTicket, jobTicketSizeMm } from "../stationery/job-ticket.ts";
import { packingSlip, packingSlipSizeMm } from "../stationery/packing-slip.ts";
import { xjdf } from "../stationery/xjdf.ts";
import { declared, valueOfAll } from "./declared.ts";
import type { Goods } from "./shipment-goods.ts";

export interface PaperWork {
  readonly order: Order;
  readonly facility: EnrolledFacility;
  readonly product: Product;
  /** What travels together, this item included. */
  readonly goods: readonly Goods[];
  readonly now: Date;
}

/** Lays slip, job ticket and `ticket.xjdf` beside a ticket's files, and answers the ticket that lists them. */
export async function layPapers(tickets: Tickets, ticket: Ticket, work: PaperWork): Promise<Ticket> {
  const { facility, product, now } = work;
  const slip = await laid(tickets, ticket, { role: "slip", ...(await slipOf(ticket, work)) });
  const withSlip = { ...ticket, files: [...ticket.files, slip] };
  const sheet = { bytes: await jobTicket(withSlip, now), pages: 1, trimMm: jobTicketSizeMm };
  const job = await laid(tickets, ticket, { role: "jobticket", ...sheet });
  const complete = { ...ticket, files: [...withSlip.files, job] };
  const paper = paperOf(facility, product);
  await tickets.putText(`${prefixOf(ticket)}ticket.xjdf`, xjdf(complete, { product, paper, at: now }));
  return complete;
}

async function slipOf(ticket: Ticket, { order, facility, goods, now }: PaperWork) {
  const customs = goods.flatMap((each) => declared(order, facility, each) ?? []);
  const sum = valueOfAll(customs);
  const names = goods.map(({ item, product }) => ({ name: product.name.en, quantity: item.quantity }));
  const bordered = customs.map(({ hsCode, weightGrams, value }, place) => ({
    ...{ name: "", quantity: 1, ...names[place] },
    ...{ hsCode, weightGrams, value: said(value) },
  }));
  const { bytes, pages } = await packingSlip({
    shipmentId: ticket.shipment.id,
    orderId: ticket.orderId,
    merchantReference: ticket.merchantReference,
    recipient: ticket.recipient,
    lines: names,
    at: now,
    customs:
      customs.length === 0
        ? null
        : {
            originCountry: facility.countryCode,
            value: said(sum),
            weightGrams: customs.reduce((grams, each) => grams + each.weightGrams, 0),
            goods: bordered,
          },
  });
  return { bytes, pages, trimMm: packingSlipSizeMm };
}

function said({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}

interface Sheet extends Pick<TicketFile, "role" | "pages" | "trimMm"> {
  readonly bytes: Uint8Array;
}

/** Named by its content: a second run whose shipment changed meanwhile writes another, and its ticket names the right one. */
async function laid(tickets: Tickets, ticket: Ticket, { bytes, ...sheet }: Sheet): Promise<TicketFile> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const key = `${prefixOf(ticket)}${sheet.role}-${sha256.slice(0, 12)}.pdf`;
  await tickets.putSheet(key, bytes);
  return { ...sheet, key, bytes: bytes.length, parts: [{ bytes: bytes.length, sha256 }], bleedMm: 0 };
}

function prefixOf({ facilityId, ticketId, generation }: Ticket): string {
  return ticketPrefix(facilityId, ticketId, generation);
}
