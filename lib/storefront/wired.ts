import type { Table } from "../cloud/table.ts";
import type { Clock } from "../order/ports.ts";
import { platformOverHttp } from "./platform-over-http.ts";
import { contentsIn, merchantsIn, publicationsIn, sessionsIn } from "./rows.ts";
import { settingsIn } from "./settings-in.ts";
import { tillsOf } from "./tills.ts";

/** What every function of the storefront works with: its own rows, the platform over HTTP, and the tills. */
export function storefrontPorts(table: Table, clock: Clock, env: { PLATFORM_API: string; SITE_URL: string }) {
  const settings = settingsIn(table);
  const site = env.SITE_URL;
  return {
    table,
    clock,
    site,
    settings,
    sessions: sessionsIn(table),
    publications: publicationsIn(table),
    contents: contentsIn(table),
    merchants: merchantsIn(table),
    tills: tillsOf({ table, settings, clock, site }),
    platform: platformOverHttp({
      api: env.PLATFORM_API.replace(/\/$/, ""),
      keyOf: async (mode) => (await settings.of(mode)).appKey,
    }),
  };
}
