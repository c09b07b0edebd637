/** Printcloud with its demo shop. */
export interface Site {
  readonly origin: string;
  /** Publications of the shop. */
  readonly book: string;
  readonly essay: string;
  /** Lets a merchant's site frame the book's checkout, beside the shop itself. */
  allow(origin: string): Promise<void>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const origin = process.env.PRINTCLOUD_SITE ?? "";
  return {
    origin,
    book: "pub_AAAAAAAAAAAAAAAAAAAAAA",
    essay: "pub_BBBBBBBBBBBBBBBBBBBBBB",
    allow: async (other) => {
      await fetch(`${origin}/allow?origin=${other}`);
    },
    close: async () => {},
  };
}
