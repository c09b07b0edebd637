import { productOf } from "../catalogue/products.ts";
import { countryCentre } from "../order/countries.ts";
import { Rejected } from "../order/errors.ts";
import type { Facilities, Owner } from "../order/ports.ts";
import type { Principal } from "../order/principal.ts";
import type { Product } from "../order/product.ts";
import { type ItemRequest, maxImages, type OrderRequest } from "../order/requests.ts";
import { type Source, sourcesOf } from "../order/source.ts";
import type { Uploads } from "../order/upload-ports.ts";
import { checkMakers } from "./check-makers.ts";
import { checkOptions } from "./check-options.ts";

export interface CheckPorts {
  readonly facilities: Facilities;
  readonly uploads: Uploads;
}

export interface Checked {
  readonly owner: Owner;
  readonly principal: Principal;
  readonly body: OrderRequest;
}

/** Refuses what can be known before anything runs, naming the field, the value given and the value wanted. */
export async function checkOrder(
  ports: CheckPorts,
  { owner, principal, body: request }: Checked,
): Promise<void> {
  checkSettlement(request, principal);
  checkImages(request);
  request.items.forEach(checkItem);
  checkDestination(request);
  await checkUploads(ports.uploads, owner, request);
  const facilities = await ports.facilities.list(owner.mode);
  for (const [place, item] of request.items.entries())
    checkMakers(facilities, {
      product: knownProduct(item, place),
      quantity: item.quantity,
      place,
      countryCode: request.recipient.countryCode,
      level: request.shippingLevel,
    });
}

function checkDestination({ recipient: { countryCode } }: OrderRequest): void {
  if (countryCentre(countryCode)) return;
  throw new Rejected("unsupported_country", `${countryCode} is no country we know.`, {
    pointer: "/recipient/countryCode",
    given: countryCode,
    wanted: "an ISO 3166-1 alpha-2 code",
  });
}

function checkSettlement({ settlement }: OrderRequest, { kind }: Principal): void {
  if (settlement === "account" || kind === "app") return;
  throw new Rejected(
    "invalid_request",
    "Only an application that took the payment may post prepaid orders.",
    {
      pointer: "/settlement",
      given: settlement,
      wanted: "account",
    },
  );
}

function checkImages({ items }: OrderRequest): void {
  const images = items.reduce((sum, { files }) => sum + (files.images?.length ?? 0), 0);
  if (images <= maxImages) return;
  throw new Rejected("invalid_request", `An order may hold ${maxImages} images.`, {
    pointer: "/items",
    given: images,
    wanted: { max: maxImages },
  });
}

function checkItem(item: ItemRequest, place: number): void {
  const product = knownProduct(item, place);
  checkOptions(item, product, place);
  checkCover(item, product, place);
  if (item.files.images) checkPages(item.files.images.length, product, place);
}

function knownProduct({ productId }: ItemRequest, place: number): Product {
  return knownProductAt(productId, `/items/${place}/productId`);
}

/** The product of that id. Throws `unknown_product`. */
export function knownProductAt(productId: string, pointer: string): Product {
  const product = productOf(productId);
  if (product) return product;
  throw new Rejected("unknown_product", `There is no product ${productId}.`, {
    pointer,
    given: productId,
    wanted: "an id of GET /v1/products",
  });
}

/** Counts up to the step are padded with blank pages, so only the limits count. */
function checkPages(pages: number, product: Product, place: number): void {
  const { min, max, step } = product.pages;
  if (pages >= min && Math.ceil(pages / step) * step <= max) return;
  throw new Rejected("page_count_out_of_range", `${product.id} takes ${min} to ${max} pages.`, {
    pointer: `/items/${place}/files/images`,
    given: pages,
    wanted: { min, max, step },
  });
}

function checkCover({ files }: ItemRequest, product: Product, place: number): void {
  const pointer = `/items/${place}/files/cover`;
  if (product.cover === "separate" && !files.cover) {
    throw new Rejected("cover_missing", `${product.id} needs a cover.`, {
      pointer,
      given: null,
      wanted: "a PDF, an image, or parts such as { title, image }",
    });
  }
  if (product.cover !== "separate" && files.cover) {
    throw new Rejected("cover_not_allowed", `${product.id} takes no cover of its own.`, {
      pointer,
      given: "a cover",
      wanted: product.cover === "self" ? "the cover as first and last pages of the inside" : "no cover",
    });
  }
}

function checkUploads(uploads: Uploads, owner: Owner, { items }: OrderRequest): Promise<void> {
  const named = items.flatMap(({ files }, place) =>
    sourcesOf(files).map(({ pointer, source }) => ({ source, pointer: `/items/${place}/files${pointer}` })),
  );
  return checkSources(uploads, owner, named);
}

/** Throws `unknown_file` at the first source that names an upload which is not there or not finished. */
export async function checkSources(
  uploads: Uploads,
  owner: Owner,
  sources: readonly { readonly source: Source; readonly pointer: string }[],
): Promise<void> {
  const named = sources.flatMap(({ source, pointer }) =>
    "fileId" in source ? [{ fileId: source.fileId, pointer }] : [],
  );
  const distinct = [...new Set(named.map(({ fileId }) => fileId))];
  const found = await Promise.all(distinct.map((fileId) => uploads.get(owner, fileId)));
  const complete = new Set(
    found.filter((upload) => upload?.state === "complete").map((upload) => upload?.fileId),
  );
  const missing = named.find(({ fileId }) => !complete.has(fileId));
  if (!missing) return;
  throw new Rejected("unknown_file", `${missing.fileId} is no finished upload.`, {
    pointer: missing.pointer,
    given: missing.fileId,
    wanted: "a fileId after POST /v1/uploads/{id}/complete",
  });
}
