import { createHash } from "node:crypto";
import type * as z from "zod";
import { Rejected } from "../order/errors.ts";
import type { Clock, Files, Owner, Page } from "../order/ports.ts";
import type { UploadGate } from "../order/upload-ports.ts";
import { changePublication } from "./change-publication.ts";
import { freshId, PublicationId } from "./ids.ts";
import type { Bell, Contents, Platform, Publications } from "./ports.ts";
import type { Publication, Stock } from "./publication.ts";
import type {
  Content,
  ContentRequest,
  PublicationRequest,
  PublicationsQuery,
  TermsRequest,
} from "./requests.ts";
import { previewsOf } from "./view-session.ts";
import type { ContentView, PublicationView } from "./views.ts";

export interface ShelfPorts {
  readonly publications: Publications;
  readonly contents: Contents;
  readonly platform: Pick<Platform, "products">;
  readonly stock: Pick<Files, "link" | "bytesOf">;
  readonly gate: Pick<UploadGate, "form">;
  readonly bell: Bell;
  readonly clock: Clock;
  /** Origin of the shopper's pages. */
  readonly site: string;
}

const formSeconds = 900;

/** A way to bring a file into the storefront's own bucket, where it stays for as long as it is sold. */
export async function beginContent(
  { gate, contents, clock }: ShelfPorts,
  owner: Owner,
  { bytes, type }: ContentRequest,
): Promise<z.infer<typeof ContentView>> {
  const contentId = freshId("cnt", owner.mode);
  const key = `content/${owner.mode}/${owner.merchantId}/${contentId}`;
  await contents.put(contentId, owner, { key, type });
  // The gate knows the platform's uploads; of ours it needs place, size and type.
  const upload = { fileId: "fil_", key, bytes, type, state: "open", multipartId: null } as const;
  return {
    contentId,
    form: await gate.form(upload, formSeconds),
    expiresAt: new Date(clock.now().getTime() + formSeconds * 1000).toISOString(),
  };
}

/** Takes what a button shall sell; a worker measures it. The token of a private one is told this once. */
export async function publish(
  ports: ShelfPorts,
  owner: Owner,
  request: PublicationRequest,
): Promise<PublicationView> {
  await checkProducts(ports, owner, request);
  const { content, isPrivate, expiresAt, currency, products, ...terms } = request;
  const { images, inside, coverImage, cover = {} } = content;
  const stocked = (file: Content, pointer: string) => stockOf(ports, owner, { file, pointer });
  const token = isPrivate ? freshId("tok", owner.mode) : null;
  const publication: Publication = {
    ...terms,
    ...owner,
    id: freshId("pub", owner.mode),
    currency,
    products,
    expiresAt: expiresAt ?? null,
    tokenHash: token && createHash("sha256").update(token).digest("hex"),
    content: {
      images: images ? await Promise.all(images.map((file, at) => stocked(file, `images/${at}`))) : null,
      inside: inside ? await stocked(inside, "inside") : null,
      coverImage: coverImage ? await stocked(coverImage, "coverImage") : null,
      cover,
    },
    state: "measuring",
    problem: null,
    pages: null,
    offers: [],
    drawings: [],
    createdAt: ports.clock.now().toISOString(),
    version: 1,
  };
  await ports.publications.create(publication);
  await ports.bell.ring({ kind: "measure", publicationId: publication.id });
  return { ...(await presented(ports, publication)), token };
}

export async function listPublications(
  ports: ShelfPorts,
  owner: Owner,
  query: PublicationsQuery,
): Promise<Page<PublicationView>> {
  const { limit, cursor } = query;
  const { items, nextCursor } = await ports.publications.list(owner, { limit, cursor });
  return { items: await Promise.all(items.map((each) => presented(ports, each))), nextCursor };
}

export async function showPublication(ports: ShelfPorts, owner: Owner, id: string): Promise<PublicationView> {
  return presented(ports, await ownOf(ports, owner, id));
}

/** Changes what may be changed; open checkouts are priced by it from their next choice on. */
export async function changeTerms(
  ports: ShelfPorts,
  at: { owner: Owner; id: string },
  terms: TermsRequest,
): Promise<PublicationView> {
  const { id } = await ownOf(ports, at.owner, at.id);
  const given = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
  return presented(
    ports,
    await changePublication(ports.publications, id, (before) => ({ ...before, ...given })),
  );
}

async function ownOf({ publications }: ShelfPorts, owner: Owner, id: string): Promise<Publication> {
  const named = PublicationId.safeParse(id);
  const found = named.success ? await publications.load(named.data) : undefined;
  if (found?.merchantId === owner.merchantId && found.mode === owner.mode) return found;
  throw new Rejected("not_found", "There is no such publication.", { given: id });
}

async function checkProducts(
  { platform }: ShelfPorts,
  owner: Owner,
  { products }: PublicationRequest,
): Promise<void> {
  const known = new Set((await platform.products(owner)).map(({ id }) => id));
  const place = products.findIndex((id) => !known.has(id));
  if (place < 0) return;
  throw new Rejected("unknown_product", `There is no product ${products[place]}.`, {
    pointer: `/products/${place}`,
    given: products[place],
    wanted: "an id of GET /v1/products",
  });
}

interface Given {
  readonly file: Content;
  readonly pointer: string;
}

async function stockOf(
  { contents, stock }: ShelfPorts,
  owner: Owner,
  { file, pointer }: Given,
): Promise<Stock> {
  if ("url" in file) return { key: null, type: null, url: file.url, smallKey: null };
  const found = await contents.get(file.contentId, owner);
  if (found && (await stock.bytesOf(found.key)) !== undefined) return { ...found, url: null, smallKey: null };
  throw new Rejected("unknown_file", `${file.contentId} has not arrived.`, {
    pointer: `/content/${pointer}`,
    given: file.contentId,
    wanted: "a contentId after its form was posted",
  });
}

async function presented(ports: ShelfPorts, publication: Publication): Promise<PublicationView> {
  const { id, state, problem, title, margin, origins, coupons, onAccount, currency } = publication;
  const { expiresAt, pages, offers, createdAt, tokenHash } = publication;
  return {
    ...{ id, state, problem, title, margin, origins, coupons, onAccount, currency },
    ...{ expiresAt, pages, offers, createdAt, token: null },
    isPrivate: tokenHash !== null,
    previews: await previewsOf(ports, publication),
    checkoutUrl: `${ports.site}/checkout/${id}`,
  };
}
