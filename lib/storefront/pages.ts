import type { Written } from "./door.ts";
import { PublicationId } from "./ids.ts";
import type { Publications, Stockroom } from "./ports.ts";

export interface PagesPorts {
  readonly publications: Pick<Publications, "load">;
  /** The built site. */
  readonly pages: Pick<Stockroom, "read">;
  /** Where pictures come from when it is not AWS. */
  readonly store: string | undefined;
}

/** The checkout's page, from the function that answers its questions: it is awake when they come. Only the publication's own sites may frame it. */
export async function checkoutPage(ports: PagesPorts, id: string): Promise<Written> {
  const named = PublicationId.safeParse(id);
  const publication = named.success ? await ports.publications.load(named.data) : undefined;
  return page(ports, "checkout/index.html", ["'self'", ...(publication?.origins ?? [])]);
}

/** The tracking page, which nobody frames. */
export function trackingPage(ports: PagesPorts): Promise<Written> {
  return page(ports, "tracking/index.html", ["'none'"]);
}

/** Headers depend on what a page shows; everything else of the site is static. */
async function page({ pages, store }: PagesPorts, key: string, framers: readonly string[]): Promise<Written> {
  const text = Buffer.from(await pages.read(key)).toString("utf8");
  const pictures = store ?? "https://*.amazonaws.com";
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${pictures}`,
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `frame-ancestors ${framers.join(" ")}`,
  ];
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
  };
  return { status: 200, headers, text };
}
