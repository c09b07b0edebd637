import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { Bucket, HttpMethods } from "aws-cdk-lib/aws-s3";
import { Aws, CfnOutput } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import {
  storefrontDoors,
  storefrontProblems,
  storefrontRounds,
  storefrontStations,
} from "../storefront/posts.ts";
import type { AlarmBoard } from "./alarm-board.ts";
import { eachOf } from "./roster.ts";
import { startEvery } from "./schedule.ts";
import { nameIn, type Settings } from "./settings.ts";
import { Site } from "./site.ts";
import { StationQueue } from "./station-queue.ts";
import { privately, tableNamed } from "./storage.ts";
import { StorefrontApi } from "./storefront-api.ts";
import { storefrontDuties } from "./storefront-duties.ts";
import {
  type StorefrontFunction,
  storefrontDoorNames,
  storefrontFunctions,
  storefrontRoster,
  storefrontRoundNames,
  storefrontStationNames,
} from "./storefront-roster.ts";
import { Worker, workerRole } from "./worker.ts";

interface StorefrontProps {
  readonly settings: Settings;
  readonly architecture: Architecture;
  /** The platform's API: its address is all that the storefront knows of it. */
  readonly platform: RestApi;
  readonly board: AlarmBoard;
  codeOf(name: StorefrontFunction): Code;
}

/** What the storefront's functions may touch: nothing of the platform's. */
export interface StorefrontPlaces {
  readonly settings: Settings;
  readonly table: TableV2;
  /** What merchants brought to be sold, and how it will be printed. */
  readonly stock: Bucket;
  readonly site: Site;
  readonly queues: Readonly<Record<keyof typeof storefrontStations, StationQueue>>;
  readonly platformApi: string;
}

type Workers = Readonly<Record<StorefrontFunction, Worker>>;

/** The button's and the checkout's own application, on top of the platform like anybody else's. */
export class Storefront extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { settings, platform, board, codeOf, architecture }: StorefrontProps,
  ) {
    super(scope, id);
    const api = new StorefrontApi(this, "Api", settings);
    const queues = eachOf(storefrontStationNames, (name) => {
      const station = storefrontStations[name];
      return new StationQueue(this, `${name}-station`, {
        name: nameIn(settings, "storefront", name),
        station,
      });
    });
    const places: StorefrontPlaces = {
      settings,
      queues,
      table: tableNamed(this, settings, nameIn(settings, "storefront")),
      stock: stockBucket(this, settings),
      site: new Site(this, "Site", { settings, api: api.domain }),
      // Not `urlForPath`: the stage behind it waits for functions, and these would wait for it.
      platformApi: `https://${platform.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/v1`,
    };
    const workers = eachOf(storefrontFunctions, (name) => {
      return new Worker(this, name, {
        ...storefrontRoster[name],
        functionName: nameIn(settings, name),
        stage: settings.stage,
        role: workerRole(this, `${name}-role`),
        code: codeOf(name),
        architecture,
        grants: storefrontDuties[name].map((power) => power(places)),
      });
    });
    api.open(eachOf(storefrontDoorNames, (name) => workers[`storefront-${name}`].function));
    this.#start(places, workers);
    watch(board, places, workers);
    const outputs = { SiteUrl: places.site.url, SiteBucket: places.site.bucket.bucketName };
    for (const [name, value] of Object.entries(outputs))
      new CfnOutput(this, name, { value }).overrideLogicalId(name);
  }

  #start({ queues, settings }: StorefrontPlaces, workers: Workers): void {
    for (const name of storefrontStationNames) queues[name].feeds(workers[`storefront-${name}`].function);
    for (const name of storefrontRoundNames) {
      const worker = workers[`storefront-${name}`];
      const { everyMinutes } = storefrontRounds[name];
      startEvery(worker, worker.function, { ruleName: nameIn(settings, "storefront", name), everyMinutes });
    }
  }
}

function watch(board: AlarmBoard, { queues }: StorefrontPlaces, workers: Workers): void {
  for (const name of storefrontStationNames) {
    const { impact } = storefrontStations[name];
    board.watchStation({ name: `storefront-${name}`, impact }, queues[name]);
  }
  for (const [outcome, impact] of Object.entries(storefrontProblems)) {
    const name = `storefront-${outcome.replaceAll("_", "-")}`;
    board.watchOutcome({ name, impact }, workers["storefront-settle"], outcome);
  }
  for (const name of storefrontDoorNames) {
    const { impact } = storefrontDoors[name];
    board.watchErrors({ name: `storefront-${name}`, impact }, workers[`storefront-${name}`]);
  }
  for (const name of storefrontRoundNames) {
    const { impact, everyMinutes } = storefrontRounds[name];
    const watched = { name: `storefront-${name}`, impact };
    board.watchErrors(watched, workers[`storefront-${name}`]);
    board.watchRound({ ...watched, everyMinutes }, workers[`storefront-${name}`]);
  }
}

/** Merchants' pages send content straight to it; what lets them is the signature in the form. */
function stockBucket(scope: Construct, settings: Settings): Bucket {
  return new Bucket(scope, "Stock", {
    ...privately(settings, "stock"),
    cors: [
      { allowedMethods: [HttpMethods.POST], allowedOrigins: ["*"], allowedHeaders: ["*"], maxAge: 3600 },
    ],
  });
}
