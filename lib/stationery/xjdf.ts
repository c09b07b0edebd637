import { basename } from "node:path";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { choices } from "./choices.ts";
import { deliveryContact } from "./delivery-contact.ts";
import { type Made, printedBy, productList, wholeId } from "./product-list.ts";
import { document, element, escaped } from "./xml.ts";

/** `ticket.xjdf`: the ticket as XJDF 2.1 (CIP4), lengths in points, URLs relative to the file itself. */
export function xjdf(ticket: Ticket, made: Made): string {
  const [sheet] = named(ticket, "jobticket");
  const attributes = {
    xmlns: "http://www.CIP4.org/JDFSchema_2_0",
    Version: "2.1",
    Types: "Product",
    Category: "WebToPrint",
    JobID: ticket.ticketId,
    JobPartID: ticket.generation,
    ProjectID: ticket.orderId,
    DescriptiveName: `${ticket.product.name}, ${ticket.quantity} ${ticket.quantity === 1 ? "copy" : "copies"}`,
    CommentURL: sheet && basename(sheet.key),
  };
  const created = { AgentName: "Printcloud", DeviceID: "printcloud", Time: made.at.toISOString() };
  const DropID = ticket.shipment.id;
  const to = element("Part", { ContactType: "Delivery", DropID });
  return document(
    element(
      "XJDF",
      attributes,
      element("AuditPool", {}, element("AuditCreated", {}, element("Header", created))),
      ...instructions(ticket),
      productList(ticket, made),
      set("Contact", [to + deliveryContact(ticket.recipient)]),
      set("CustomerInfo", [element("CustomerInfo", { CustomerOrderID: ticket.merchantReference })]),
      set("DeliveryParams", [element("Part", { DropID }) + delivery(ticket)]),
      set("NodeInfo", [element("NodeInfo", { LastEnd: ticket.shipBy })]),
      set(
        "RunList",
        [...named(ticket, "cover"), ...named(ticket, "inside")].map((file) => run(ticket, file)),
      ),
    ),
  );
}

function set(name: string, resources: readonly string[]): string {
  const inside = resources.map((resource) => element("Resource", {}, resource));
  return element("ResourceSet", { Name: name, Usage: "Input" }, ...inside);
}

function named({ files }: Ticket, wanted: TicketFile["role"]): TicketFile[] {
  return files.filter(({ role }) => role === wanted);
}

/** What was chosen, in words for the press's screen; machines read it as the product's GeneralIDs. */
function instructions(ticket: Ticket): string[] {
  const said = choices(ticket).map(([name, value]) => `${name}: ${value}`);
  return said.length > 0 ? [element("Comment", { Type: "Instruction" }, escaped(said.join("; ")))] : [];
}

/** One press-ready file; where it is one part its hash is in a GeneralID, for CheckSum means MD5. */
function run(ticket: Ticket, file: TicketFile): string {
  const [only, ...more] = file.parts;
  const hash =
    only && more.length === 0 ? element("GeneralID", { IDUsage: "SHA256", IDValue: only.sha256 }) : "";
  const part = element("Part", { Product: printedBy(ticket, file.role), Run: file.role });
  return hash + part + element("RunList", { NPage: file.pages }, pdf(file));
}

/** Tickets of one shipment name the same drop; their packing slip says what travels in it. */
function delivery(ticket: Ticket): string {
  const { quantity, shippingLevel, customs } = ticket;
  const drop = { Amount: quantity, ItemRef: wholeId, TotalWeight: customs?.weightGrams };
  const Transfer = shippingLevel === "pickup" ? "PrinterToBuyerPickup" : "PrinterToBuyerDeliver";
  const slips = named(ticket, "slip").map((slip) => pdf(slip, "DeliveryContents"));
  return element("DeliveryParams", { Method: shippingLevel, Transfer }, element("DropItem", drop), ...slips);
}

function pdf({ key, bytes }: TicketFile, ResourceUsage?: string): string {
  const about = { URL: basename(key), MimeType: "application/pdf", FileSize: bytes };
  return element("FileSpec", { ...about, ResourceUsage });
}
