import { basename } from "node:path";
import type { Paper, Product } from "../order/product.ts";
import type { Recipient } from "../order/recipient.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { mmToPt } from "../paper/length.ts";
import { document, element, escaped } from "./xml.ts";

/** What a ticket is written down with besides itself: the catalogue's product, and the facility's own paper. */
export interface Made {
  readonly product: Product;
  readonly paper: Paper;
  /** When the ticket was written. */
  readonly at: Date;
}

/** `ticket.xjdf`: the ticket as XJDF 2.1 (CIP4), lengths in points, URLs relative to the file itself. */
export function xjdf(ticket: Ticket, made: Made): string {
  const attributes = {
    xmlns: "http://www.CIP4.org/JDFSchema_2_0",
    Version: "2.1",
    Types: "Product",
    JobID: ticket.ticketId,
    JobPartID: ticket.generation,
    ProjectID: ticket.orderId,
    DescriptiveName: `${ticket.product.name}, ${ticket.quantity} copies`,
  };
  const created = { AgentName: "Printcloud", DeviceID: "printcloud", Time: made.at.toISOString() };
  return document(
    element(
      "XJDF",
      attributes,
      element("AuditPool", {}, element("AuditCreated", {}, element("Header", created))),
      element("ProductList", {}, ...products(ticket, made)),
      set("Contact", [element("Part", { ContactType: "Delivery" }) + contact(ticket.recipient)]),
      set("CustomerInfo", [element("CustomerInfo", { CustomerOrderID: ticket.merchantReference })]),
      set("DeliveryParams", [delivery(ticket)]),
      set("NodeInfo", [element("NodeInfo", { LastEnd: ticket.shipBy })]),
      set("RunList", runs(ticket)),
    ),
  );
}

function set(name: string, resources: readonly string[]): string {
  const inside = resources.map((resource) => element("Resource", {}, resource));
  return element("ResourceSet", { Name: name, Usage: "Input" }, ...inside);
}

const bindings = {
  perfect_bound: "SoftCover",
  saddle_stitch: "SaddleStitch",
  case: "HardCover",
  layflat: "HardCover",
  wire_o: "WireComb",
  canvas: "None",
  folded: "None",
  none: "None",
} as const satisfies Record<Product["binding"], string>;

const productTypes: Readonly<Record<Product["binding"], string>> = {
  perfect_bound: "Book",
  saddle_stitch: "Booklet",
  case: "Book",
  layflat: "Book",
  wire_o: "Book",
  canvas: "Poster",
  folded: "Brochure",
  none: "FlatWork",
};

/** The whole, and its cover and body where they are printed apart. */
function products(ticket: Ticket, made: Made): string[] {
  const { product } = made;
  const { width, height } = ticket.product.trimMm;
  const layout = {
    FinishedDimensions: points(width, height, 0),
    Pages: ticket.product.pages,
    Bleed: points(product.bleedMm),
  };
  const apart = product.cover === "separate";
  const binding = {
    BindingType: bindings[product.binding],
    BindingSide: { left: "Left", right: "Right", top: "Top" }[product.edge],
    ChildRefs: apart ? "cover body" : null,
  };
  const whole = [
    ...(binding.BindingType === "None" ? [] : [intent("BindingIntent", binding)]),
    ...(apart ? [] : content(made)),
    intent("LayoutIntent", layout),
  ];
  const about = { ProductType: productTypes[product.binding], ExternalID: product.id };
  const root = { ID: "product", IsRoot: true, Amount: ticket.quantity, ...about };
  const children = apart ? [part("cover", "Cover", []), part("body", "Body", content(made))] : [];
  return [element("Product", root, ...whole), ...children];
}

/** A child's amount counts in each copy of its parent. */
function part(id: string, type: string, intents: readonly string[]): string {
  return element("Product", { ID: id, IsRoot: false, Amount: 1, ProductType: type }, ...intents);
}

function content({ product, paper }: Made): string[] {
  const inks = product.colour === "cmyk" ? { ColorsUsed: "Cyan Magenta Yellow Black" } : {};
  const sides = product.pages.max === 1 ? ["Front"] : ["Front", "Back"];
  const media = {
    MediaType: product.binding === "canvas" ? "Textile" : "Paper",
    MediaQuality: paper.name,
    Weight: paper.gsm,
    Coating: paper.coated ? "Coated" : "None",
  };
  const surfaces = sides.map((Surface) => element("SurfaceColor", { Surface, ...inks }));
  return [
    element("Intent", { Name: "ColorIntent" }, element("ColorIntent", {}, ...surfaces)),
    intent("MediaIntent", media),
  ];
}

function intent(name: string, attributes: Parameters<typeof element>[1]): string {
  return element("Intent", { Name: name }, element(name, attributes));
}

function runs({ files }: Ticket): string[] {
  return files.filter(({ role }) => role === "inside" || role === "cover").map(run);
}

/** One press-ready file; where it is one part its hash is in a GeneralID, for CheckSum means MD5. */
function run(file: TicketFile): string {
  const [only, ...more] = file.parts;
  const hash =
    only && more.length === 0 ? element("GeneralID", { IDUsage: "SHA256", IDValue: only.sha256 }) : "";
  const name = basename(file.key);
  const spec = element("FileSpec", { URL: name, MimeType: "application/pdf", FileSize: file.bytes });
  const product = file.role === "cover" ? "cover" : "body";
  return hash + element("Part", { Run: product }) + element("RunList", { NPage: file.pages }, spec);
}

function delivery({ quantity, shippingLevel }: Ticket): string {
  const drop = element("DropItem", { Amount: quantity, ItemRef: "product" });
  return element("DeliveryParams", { Method: shippingLevel }, drop);
}

function contact(recipient: Recipient): string {
  const { postalCode, city, region, countryCode, line1, line2, company, name } = recipient;
  const lines = line2 ? [element("AddressLine", {}, escaped(line2))] : [];
  const at = { City: city, CountryCode: countryCode, PostalCode: postalCode, Region: region, Street: line1 };
  return element(
    "Contact",
    {},
    element("Address", at, ...lines),
    ...(["email", "phone"] as const).flatMap((kind) => channel(kind, recipient[kind])),
    ...(company ? [element("Company", { OrganizationName: company })] : []),
    element("Person", { FamilyName: name }),
  );
}

const channels = { email: ["Email", "mailto:"], phone: ["Phone", "tel:"] } as const;

function channel(kind: "email" | "phone", value: string | null | undefined): string[] {
  const [ChannelType, scheme] = channels[kind];
  return value ? [element("ComChannel", { ChannelType, Locator: `${scheme}${value}` })] : [];
}

function points(...lengthsMm: readonly number[]): string {
  return lengthsMm.map((mm) => String(Number(mmToPt(mm).toFixed(3)))).join(" ");
}
