import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect } from "vitest";
import type { OutputConfig } from "../../lib/printclient/output/choose.ts";
import { testWith } from "../tools.ts";
import { eventually, saw, start } from "./clients.ts";
import { ippTools, openIppPrinter } from "./ipp-printer.ts";
import { openPlatform } from "./platform.ts";

const magazine = resolve(import.meta.dirname, "../samples/engraving-essay.pdf");
const on = (url: string): OutputConfig => ({
  to: "ipp",
  url,
  attributes: { inside: { sides: "two-sided-long-edge" } },
  lookSeconds: 0.1,
  when: {},
  roles: ["inside"],
});

testWith(
  ippTools,
  "a real IPP printer prints the magazine and tells how far it is; a jam is reported",
  async () => {
    const printer = await openIppPrinter();
    const platform = await openPlatform();
    const content = await readFile(magazine);
    const client = await start(platform, { outputs: [on(printer.url)] });
    const ticket = await platform.publish({ content });
    await saw(client, "printed");
    const seen = client.lines
      .filter(({ event }) => event === "progress")
      .map(({ impressions }) => impressions);
    expect(new Set(seen).size).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(a) - Number(b)));
    expect(await printer.printed()).toHaveLength(1);
    await printer.jam();
    const jammed = await platform.publish({ content });
    await saw(client, "failed");
    expect(client.lines).toContainEqual(
      expect.objectContaining({
        event: "printer_needs_attention",
        reason: expect.stringContaining("media-jam"),
      }),
    );
    await eventually(platform.statuses, (seen) => seen.length === 6);
    const statuses = await platform.statuses();
    const of = ({ ticketId }: { ticketId: string }) =>
      statuses.filter((status) => status.ticketId === ticketId);
    expect(of(ticket).map(({ status, quantity }) => [status, quantity])).toEqual([
      ["accepted", undefined],
      ["printing", undefined],
      ["printed", 3],
    ]);
    expect(of(jammed).at(-1)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/aborted.*media-jam/),
    });
  },
);
