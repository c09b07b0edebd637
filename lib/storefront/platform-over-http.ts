import * as z from "zod";
import { type Code, Rejected, statusOfCode, Unavailable } from "../order/errors.ts";
import { PositionedEvent } from "../order/event.ts";
import { MerchantId, Mode } from "../order/ids.ts";
import type { Owner } from "../order/ports.ts";
import { PreflightView } from "../order/preflight-view.ts";
import { Product } from "../order/product.ts";
import { QuoteView } from "../order/quote.ts";
import { ProblemView, UploadView } from "../order/views.ts";
import { KnownOrder, type Platform } from "./ports.ts";

export interface Access {
  /** Address of the platform's API, e.g. `https://.../v1`. */
  readonly api: string;
  /** The storefront's own key of each mode. */
  keyOf(mode: Mode): Promise<string>;
}

const Catalogue = z.object({ items: z.array(Product) });
const Events = z.object({ items: z.array(PositionedEvent) });
const Me = z.object({ mode: Mode, merchantId: MerchantId.nullable() });

/** The platform over HTTP: its refusals are Rejected with its own codes, everything else that goes wrong Unavailable. */
export function platformOverHttp(access: Access): Platform {
  const as = async ({ mode, merchantId }: Owner) => ({
    authorization: `Bearer ${await access.keyOf(mode)}`,
    "printcloud-merchant": merchantId,
  });
  const get = async <T>(owner: Owner, path: string, schema: z.ZodType<T>) =>
    schema.parse(await call(access.api + path, { headers: await as(owner) }));
  const post = async <T>(owner: Owner, { path, body, key }: Posted, schema: z.ZodType<T>) => {
    const headers = { ...(await as(owner)), ...(key && { "idempotency-key": key }) };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return schema.parse(await call(access.api + path, init));
  };
  return {
    whoIs: async (key) => {
      const me = await call(`${access.api}/me`, { headers: { authorization: `Bearer ${key}` } }).catch(
        unknown,
      );
      const { mode, merchantId } = Me.parse(me ?? { mode: "test", merchantId: null });
      return merchantId === null ? undefined : { mode, merchantId };
    },
    products: async (owner) => (await get(owner, "/products?limit=100", Catalogue)).items,
    quote: (owner, body) => post(owner, { path: "/quotes", body }, QuoteView),
    preflight: (owner, body) => post(owner, { path: "/preflights", body }, PreflightView),
    preflightOf: (owner, id) => get(owner, `/preflights/${id}`, PreflightView),
    download: downloaded,
    upload: async (owner, file) => {
      const wish = { bytes: file.bytes.length, type: file.type };
      const { fileId, form } = await post(owner, { path: "/uploads", body: wish }, UploadView);
      if (!form) throw new Error("the platform wants parts of a file that fits a form");
      await sendForm(form, file);
      await post(owner, { path: `/uploads/${fileId}/complete`, body: {} }, UploadView);
      return fileId;
    },
    place: (owner, key, body) => post(owner, { path: "/orders", body, key }, KnownOrder),
    order: (owner, id) => get(owner, `/orders/${id}`, KnownOrder),
    cancel: async (owner, id) => {
      try {
        await post(owner, { path: `/orders/${id}/cancel`, body: {} }, KnownOrder);
        return true;
      } catch (error) {
        if (error instanceof Rejected && error.code === "too_late") return false;
        throw error;
      }
    },
    events: async (owner, after) => (await get(owner, `/events?after=${after}&limit=100`, Events)).items,
  };
}

async function downloaded(url: string): Promise<{ bytes: Uint8Array; type: string }> {
  const response = await asked(url, {});
  if (!response.ok) throw new Unavailable(`a link of the platform answered ${response.status}`);
  const type = response.headers.get("content-type") ?? "application/octet-stream";
  return { bytes: await response.bytes().catch(down), type };
}

interface Posted {
  readonly path: string;
  readonly body: unknown;
  readonly key?: string;
}

/** The gateway itself gives up after 29 s. */
const waitMs = 30_000;

async function call(url: string, init: RequestInit): Promise<unknown> {
  const response = await asked(url, init);
  const text = await response.text().catch(down);
  if (response.ok) return JSON.parse(text);
  throw refusalOf(response.status, text);
}

async function asked(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(waitMs), redirect: "error" }).catch(down);
}

function down(error: unknown): never {
  throw new Unavailable("the platform cannot be reached", { cause: error });
}

/** Client errors that say "later" and not "never". */
const passing: ReadonlySet<string> = new Set([
  "request_in_progress",
  "rate_limited",
  "unavailable",
  "internal",
]);

function refusalOf(status: number, text: string): Error {
  const problem = ProblemView.safeParse(jsonOf(text));
  if (status >= 500 || !problem.success || passing.has(problem.data.code) || !isCode(problem.data.code))
    return new Unavailable(`the platform answered ${status} ${text.slice(0, 200)}`);
  const { code, detail, pointer, given, wanted } = problem.data;
  return new Rejected(code, detail, { ...(pointer !== null && { pointer }), given, wanted });
}

function isCode(code: string): code is Code {
  return code in statusOfCode;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A key that the platform does not know belongs to nobody. */
function unknown(error: unknown): undefined {
  if (error instanceof Rejected) return undefined;
  throw error;
}

async function sendForm(
  { url, fields }: { url: string; fields: Record<string, string> },
  { bytes, type }: { bytes: Uint8Array; type: string },
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  // A Blob's bytes must not be shared memory, which these never are.
  form.append("file", new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
  const { ok, status } = await asked(url, { method: "POST", body: form });
  if (!ok) throw new Unavailable(`the platform's store answered ${status} to a file`);
}
