import type { Paper, Product } from "../order/product.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { mmToPt } from "../paper/length.ts";
import { type Attributes, element } from "./xml.ts";

/** What a ticket is written down with besides itself: the catalogue's product, and the facility's own paper. */
export interface Made {
  readonly product: Product;
  readonly paper: Paper;
  /** When the ticket was written. */
  readonly at: Date;
}

/** `Product/@ID` of the whole, for what is delivered. */
export const wholeId = "product";

/** `ProductList` of an XJDF: the whole, and its cover and body where they are printed apart. */
export function productList(ticket: Ticket, made: Made): string {
  const { product, quantity } = ticket;
  const { binding, family } = made.product;
  const cover = ticket.files.find(({ role }) => role === "cover");
  const finished = { FinishedDimensions: points(product.trimMm.width, product.trimMm.height, 0) };
  const inside = content(finished, product.pages, made);
  const about = {
    ...{ ID: wholeId, IsRoot: true, Amount: quantity, DescriptiveName: product.name },
    ...{ ExternalID: product.id, ProductType: productTypes[binding], ProductTypeDetails: family },
  };
  const whole = cover
    ? [...bound(made.product, "cover body"), intent("LayoutIntent", finished)]
    : [...bound(made.product), ...inside];
  const children = cover ? [part(ticket, "cover", coverOf(cover)), part(ticket, "inside", inside)] : [];
  return element("ProductList", {}, element("Product", about, ...facts(ticket), ...whole), ...children);
}

/** Which product a file prints, by the `Product/@ExternalID` that `Part/@Product` refers to. */
export function printedBy({ product, files }: Ticket, role: TicketFile["role"]): string {
  return files.some((file) => file.role === "cover") ? `${product.id}-${partIds[role]}` : product.id;
}

const partIds: Readonly<Record<string, string>> = { cover: "cover", inside: "body" };

const productTypes: Readonly<Record<Product["binding"], string>> = {
  perfect_bound: "SoftCoverBook",
  saddle_stitch: "Booklet",
  case: "HardCoverBook",
  layflat: "HardCoverBook",
  wire_o: "Booklet",
  canvas: "Poster",
  folded: "Brochure",
  none: "FlatWork",
};

const bindings: Readonly<Partial<Record<Product["binding"], string>>> = {
  perfect_bound: "SoftCover",
  saddle_stitch: "SaddleStitch",
  case: "HardCover",
  layflat: "HardCover",
  wire_o: "WireComb",
};

/** A child's amount counts in each copy of its parent. */
function part(ticket: Ticket, role: "cover" | "inside", intents: readonly string[]): string {
  const type = { cover: "WrapAroundCover", inside: "Body" }[role];
  const about = { ID: partIds[role], IsRoot: false, Amount: 1, ExternalID: printedBy(ticket, role) };
  return element("Product", { ...about, ProductType: type }, ...intents);
}

/** What no attribute of a product says: the options chosen by their names, and what customs are told. */
function facts({ product, customs }: Ticket): string[] {
  const border = customs && {
    HSCode: customs.hsCode,
    CountryOfOrigin: customs.originCountry,
    CustomsValue: `${customs.value.amount} ${customs.value.currency}`,
  };
  return Object.entries({ ...product.options, ...border }).map(([IDUsage, IDValue]) =>
    element("GeneralID", { IDUsage, IDValue }),
  );
}

function bound({ binding, edge }: Product, ChildRefs?: string): string[] {
  const BindingType = bindings[binding];
  const BindingSide = { left: "Left", right: "Right", top: "Top" }[edge];
  return BindingType ? [intent("BindingIntent", { BindingType, BindingSide, ChildRefs })] : [];
}

/** Colours, folds, pages and paper of what is printed from the inside document. */
function content(finished: Attributes, pages: number, { product, paper }: Made): string[] {
  // A calendar's leaves are printed on one side. XJDF counts blank sides too, and wants them even.
  const isOneSided = product.edge === "top" || pages === 1;
  const layout = {
    Bleed: points(product.bleedMm),
    Pages: isOneSided ? 2 * pages : 2 * Math.ceil(pages / 2),
    Sides: isOneSided ? "OneSided" : "TwoSidedHeadToHead",
  };
  const media = {
    MediaType: product.binding === "canvas" ? "Textile" : "Paper",
    MediaQuality: paper.name,
    Weight: paper.gsm,
    Thickness: Math.round(paper.gsm * paper.bulk),
    Coating: paper.coated ? "Coated" : "None",
  };
  return [
    colours(isOneSided ? ["Front"] : ["Front", "Back"]),
    ...(product.binding === "folded" ? [intent("FoldingIntent", { FoldCatalog: "F4-1" })] : []),
    intent("LayoutIntent", { ...finished, ...layout }),
    intent("MediaIntent", media),
  ];
}

/** The flat sheet round the body: printed outside only, its two sides counted. */
function coverOf({ trimMm, bleedMm }: TicketFile): string[] {
  const layout = { Dimensions: points(trimMm.width, trimMm.height), Bleed: points(bleedMm) };
  return [
    colours(["Front"]),
    intent("LayoutIntent", { ...layout, Pages: 2, Sides: "OneSided", SpreadType: "Spread" }),
  ];
}

/** Files in RGB too are printed in process colours: a side without `ColorsUsed` is asked to stay blank. */
function colours(surfaces: readonly string[]): string {
  const sides = surfaces.map((Surface) =>
    element("SurfaceColor", { Surface, ColorsUsed: "Cyan Magenta Yellow Black" }),
  );
  return intent("ColorIntent", {}, ...sides);
}

function intent(name: string, attributes: Attributes, ...children: readonly string[]): string {
  return element("Intent", { Name: name }, element(name, attributes, ...children));
}

function points(...lengthsMm: readonly number[]): string {
  return lengthsMm.map((mm) => String(Number(mmToPt(mm).toFixed(3)))).join(" ");
}
