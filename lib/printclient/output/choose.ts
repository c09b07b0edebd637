import * as z from "zod";
import type { Ticket, TicketFile } from "../../order/ticket.ts";
import type { Wrap } from "../wrap.ts";
import { commandOutput } from "./command.ts";
import { folderOutput } from "./folder.ts";
import { ippOutput } from "./ipp.ts";
import { ippPrinter } from "./ipp-client.ts";
import { launcher } from "./launcher.ts";
import { lpOutput } from "./lp.ts";
import type { Output } from "./output.ts";

const Value = z.union([z.string(), z.number()]);

const Roles = z.array(z.enum(["cover", "inside", "slip", "jobticket"]));

const which = {
  /** Tickets it is for; all when absent. */
  when: z.strictObject({ product: z.string().optional(), binding: z.string().optional() }).default({}),
  /** Files it gets; what is printed with the product, of a folder also the papers that travel with it. */
  roles: Roles.default(["cover", "inside"]),
};

/** An output as it stands in the configuration. */
export const OutputConfig = z.discriminatedUnion("to", [
  z.strictObject({
    to: z.literal("folder"),
    path: z.string(),
    ...which,
    roles: Roles.default(["cover", "inside", "slip", "jobticket"]),
  }),
  z.strictObject({
    to: z.literal("ipp"),
    url: z.string().regex(/^ipps?:\/\//),
    attributes: z
      .record(z.string(), z.record(z.string(), Value))
      .default({ inside: { sides: "two-sided-long-edge" } }),
    lookSeconds: z.number().positive().default(2),
    ...which,
  }),
  z.strictObject({
    to: z.literal("lp"),
    queue: z.string(),
    options: z.array(z.string()).default([]),
    ...which,
  }),
  z.strictObject({ to: z.literal("command"), command: z.tuple([z.string()], z.string()), ...which }),
]);
export type OutputConfig = z.infer<typeof OutputConfig>;

/** An output with the tickets and files it is for. */
export interface Station {
  readonly output: Output;
  takes(ticket: Ticket): boolean;
  wants(role: TicketFile["role"]): boolean;
}

/** The outputs in the order in which they are asked whether they take a ticket. */
export function openStations(
  configs: readonly OutputConfig[],
  tools: { folder: string; wrap: Wrap },
): Station[] {
  return configs.map((config) => ({
    output: openOutput(config, tools),
    takes: ({ product }) =>
      [product.id, undefined].includes(config.when.product) &&
      [product.binding, undefined].includes(config.when.binding),
    wants: (role) => config.roles.includes(role),
  }));
}

function openOutput(config: OutputConfig, { folder, wrap }: { folder: string; wrap: Wrap }): Output {
  const programs = { launcher: wrap("launcher", launcher), folder };
  if (config.to === "folder") return folderOutput(config.path);
  if (config.to === "command") return commandOutput(config.command, programs);
  if (config.to === "lp") return lpOutput(config, programs);
  return ippOutput(config, wrap("printer", ippPrinter(config.url)));
}
