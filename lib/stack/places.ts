import type { UsagePlan } from "aws-cdk-lib/aws-apigateway";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Role } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { line, type StationName } from "../order/line.ts";
import type { Tier } from "../order/principal.ts";
import { facilityAgent } from "./facility-agent.ts";
import { usagePlans } from "./plans.ts";
import { eachOf, stationNames } from "./roster.ts";
import { nameIn, type Settings } from "./settings.ts";
import { deadQueue, StationQueue } from "./station-queue.ts";
import { filesBucket, orderTable, ticketsBucket } from "./storage.ts";

/** What functions may be allowed to touch: everything that keeps state or carries messages. */
export interface Places {
  readonly settings: Settings;
  readonly table: TableV2;
  /** The orders' files and the uploads. */
  readonly files: Bucket;
  /** What facilities read, and their claims. */
  readonly tickets: Bucket;
  readonly queues: Readonly<Record<StationName, StationQueue>>;
  /** Where the queues of all facilities, made at run time, send what nobody took. */
  readonly facilitiesDead: Queue;
  readonly facilityAgent: Role;
  readonly plans: Readonly<Record<Tier, UsagePlan>>;
}

/** Builds them all; `vendor` is the role that may open sessions of facilities. */
export function openPlaces(scope: Construct, settings: Settings, vendor: Role): Places {
  const tickets = ticketsBucket(scope, settings);
  const queues = eachOf(stationNames, (name) => {
    return new StationQueue(scope, `${name}-station`, { name: nameIn(settings, name), station: line[name] });
  });
  return {
    settings,
    tickets,
    queues,
    table: orderTable(scope, settings),
    files: filesBucket(scope, settings),
    // Not under the prefix of the facilities' own queues: no right on those may reach it.
    facilitiesDead: deadQueue(scope, "FacilitiesDead", { name: nameIn(settings, "facilities-dead") }),
    facilityAgent: facilityAgent(scope, vendor, { settings, tickets, queues }),
    plans: usagePlans(scope, settings),
  };
}
