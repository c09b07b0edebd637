import * as z from "zod";
import type { Table } from "../cloud/table.ts";
import { Unavailable } from "../order/errors.ts";
import { Mode } from "../order/ids.ts";

/** What an operator tells the storefront, for one mode: its key on the platform, and where it takes money. */
export const Connection = z.strictObject({
  mode: Mode,
  appKey: z.string().regex(/^app_(live|test)_[A-Za-z0-9_-]{43}$/),
  stripe: z
    .strictObject({
      secretKey: z.string().min(8),
      webhookSecret: z.string().min(8),
      /** A fake on this machine instead of Stripe. */
      api: z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ }).nullish(),
    })
    .nullish(),
  /** Sender of e-mails. */
  from: z.email(),
});
export type Connection = z.infer<typeof Connection>;

const Stored = z.object({ connection: z.string() });

/** An answer this old is asked for again: a key that was changed is used within a minute. */
const freshMs = 60_000;

/**
 * The storefront's secrets, as rows of its own table: encrypted at rest, readable by its functions' roles alone, in no
 * template, environment or log, and changed without a deploy.
 */
export function settingsIn(table: Table) {
  const known = new Map<Mode, { connection: Connection; until: number }>();
  return {
    put: async (connection: Connection): Promise<{ connected: Mode }> => {
      await table.put({ ...keyOf(connection.mode), connection: JSON.stringify(connection) });
      return { connected: connection.mode };
    },
    connected: async (mode: Mode): Promise<boolean> => (await table.get(keyOf(mode))) !== undefined,
    of: async (mode: Mode): Promise<Connection> => {
      const cached = known.get(mode);
      if (cached && cached.until > Date.now()) return cached.connection;
      const row = await table.get(keyOf(mode));
      if (!row) throw new Unavailable(`the storefront is not connected for ${mode}`);
      const connection = Connection.parse(JSON.parse(Stored.parse(row).connection));
      known.set(mode, { connection, until: Date.now() + freshMs });
      return connection;
    },
  };
}

export type Settings = ReturnType<typeof settingsIn>;

function keyOf(mode: Mode) {
  return { pk: `${mode}#settings`, sk: "settings" };
}
