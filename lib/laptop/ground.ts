import { join } from "node:path";
import type { Service } from "./call.ts";
import { openEndpoint } from "./endpoint/endpoint.ts";
import { type Front, openFront } from "./front.ts";
import { Credentials } from "./iam/credentials.ts";
import type { Decided } from "./iam/grants.ts";
import type { Role } from "./iam/role.ts";
import { keptSecret } from "./iam/secret.ts";
import { readAssembly } from "./template/assembly.ts";
import { type Cloud, resolveCloud } from "./template/cloud.ts";
import { readRoles } from "./template/live/roles.ts";

/** The laptop's one account and region; both are in names that data keeps, so they never change. */
export const accountId = "123456789012";
export const region = "eu-west-1";

/** What everything else stands on: addresses, the resolved template, and who may do what. */
export interface Ground {
  readonly cloud: Cloud;
  readonly front: Front;
  readonly credentials: Credentials;
  readonly roles: ReadonlyMap<string, Role>;
  /** Services answer at the endpoint once they are put in here. */
  readonly services: Record<string, Service>;
  closeEndpoint(): Promise<void>;
}

export interface GroundOptions {
  readonly assembly: string | (() => Promise<string>);
  readonly folder: string;
  readonly frontPort: number;
  readonly awsPort: number;
  /** Told of every decision about a permission. */
  readonly watchers: readonly Decided[];
}

/** Addresses come first, for the names in a template hold them. */
export async function openGround(options: GroundOptions, closing: AsyncDisposableStack): Promise<Ground> {
  const front = await openFront(options.frontPort);
  closing.defer(() => front.close());
  const roles = new Map<string, Role>();
  const credentials = new Credentials({
    secret: keptSecret(join(options.folder, "iam")),
    accountId,
    roles: (name) => roles.get(name),
    decided(...decision) {
      for (const watcher of options.watchers) watcher(...decision);
    },
  });
  const services: Record<string, Service> = {};
  const endpoint = await openEndpoint({ port: options.awsPort, services, credentials });
  let closed: Promise<void> | undefined;
  const closeEndpoint = () => {
    closed ??= endpoint.close();
    return closed;
  };
  closing.defer(closeEndpoint);
  const world = { accountId, region, aws: endpoint.url, front: front.origin };
  const { assembly } = options;
  const cloud = resolveCloud(
    await readAssembly(typeof assembly === "string" ? assembly : await assembly()),
    world,
  );
  for (const [name, role] of readRoles(cloud)) roles.set(name, role);
  return { cloud, front, credentials, roles, services, closeEndpoint };
}
