import type { Table } from "../cloud/table.ts";
import type { Clock } from "../order/ports.ts";
import { couponUsesIn } from "./coupon-rows.ts";
import { keptQuotes } from "./kept-quotes.ts";
import { platformOverHttp } from "./platform-over-http.ts";
import { contentsIn, merchantsIn, publicationsIn, sessionsIn } from "./rows.ts";
import { settingsIn } from "./settings-in.ts";
import { tillsOf } from "./tills.ts";

interface Where {
  readonly PLATFORM_API: string;
  readonly SITE_URL: string;
}

/** What functions that deal with money work with besides. */
export function payingPorts(table: Table, clock: Clock, env: Where) {
  const ports = storefrontPorts(table, clock, env);
  return { ...ports, tills: tillsOf(ports) };
}

/** What every function of the storefront works with: its own rows, and the platform over HTTP. */
export function storefrontPorts(table: Table, clock: Clock, env: Where) {
  const settings = settingsIn(table);
  const site = env.SITE_URL;
  const api = platformOverHttp({
    api: env.PLATFORM_API.replace(/\/$/, ""),
    keyOf: async (mode) => (await settings.of(mode)).appKey,
  });
  return {
    table,
    clock,
    site,
    settings,
    sessions: sessionsIn(table),
    coupons: couponUsesIn(table),
    publications: publicationsIn(table),
    contents: contentsIn(table),
    merchants: merchantsIn(table),
    platform: { ...api, quote: keptQuotes({ table, clock, quote: api.quote }) },
  };
}
