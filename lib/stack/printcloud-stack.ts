import type { IRestApi } from "aws-cdk-lib/aws-apigateway";
import type { Architecture, Code } from "aws-cdk-lib/aws-lambda";
import { CfnOutput, Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { line, rounds } from "../order/line.ts";
import { AlarmBoard } from "./alarm-board.ts";
import { Api } from "./api.ts";
import { duties } from "./duties.ts";
import { openPlaces, type Places } from "./places.ts";
import {
  doorNames,
  eachOf,
  type FunctionName,
  functionNames,
  roster,
  roundNames,
  stationNames,
} from "./roster.ts";
import { startEvery } from "./schedule.ts";
import { nameIn, type Settings } from "./settings.ts";
import { Storefront } from "./storefront.ts";
import type { StorefrontFunction } from "./storefront-roster.ts";
import { Worker, workerRole } from "./worker.ts";

export interface PrintcloudProps {
  readonly settings: Settings;
  readonly architecture: Architecture;
  /** The bundle of each function. */
  codeOf(name: FunctionName | StorefrontFunction): Code;
}

type Workers = Readonly<Record<FunctionName, Worker>>;

const facilitiesImpact = "A facility does not take its work: what was routed to it is not printed.";

/** The whole of one stage: `Printcloud-{stage}`. */
export class PrintcloudStack extends Stack {
  constructor(scope: Construct, { settings, architecture, codeOf }: PrintcloudProps) {
    super(scope, `Printcloud-${settings.stage}`, { description: "Printcloud: orders in, prints out" });
    const roles = eachOf(functionNames, (name) => workerRole(this, `${name}-role`));
    const places = openPlaces(this, settings, roles.credentials);
    const workers = eachOf(functionNames, (name) => {
      return new Worker(this, name, {
        ...roster[name],
        functionName: nameIn(settings, name),
        stage: settings.stage,
        role: roles[name],
        code: codeOf(name),
        architecture,
        grants: duties[name].map((power) => power(places)),
      });
    });
    this.#start(places, workers);
    const board = this.#watch(places, workers);
    const api = this.#open(places, workers);
    this.#tell(places, workers, api);
    new Storefront(this, "Storefront", { settings, architecture, codeOf, board, platform: api.rest });
  }

  /** Queues and clocks set the functions to work. */
  #start({ queues, settings }: Places, workers: Workers): void {
    for (const name of stationNames) queues[name].feeds(workers[name].function);
    for (const name of roundNames) {
      startEvery(workers[name], workers[name].function, {
        ruleName: nameIn(settings, name),
        everyMinutes: rounds[name].everyMinutes,
      });
    }
  }

  #open({ settings, plans }: Places, workers: Workers): Api {
    const doors = eachOf(doorNames, (name) => workers[name].function);
    const api = new Api(this, "Api", { settings, doors, authorize: workers.authorize.function });
    // CDK's own RestApi fails its interface under exactOptionalPropertyTypes.
    const stage = { api: api.rest as IRestApi, stage: api.rest.deploymentStage };
    for (const plan of Object.values(plans)) plan.addApiStage(stage);
    return api;
  }

  #watch({ settings, queues, facilitiesDead }: Places, workers: Workers): AlarmBoard {
    const board = new AlarmBoard(this, "Alarms", settings);
    for (const name of stationNames) board.watchStation({ name, impact: line[name].impact }, queues[name]);
    board.watchDead({ name: "facilities", impact: facilitiesImpact }, facilitiesDead);
    for (const name of [...doorNames, ...roundNames])
      board.watchErrors({ name, impact: roster[name].impact }, workers[name]);
    board.watchAuthorizer({ name: "authorize", impact: roster.authorize.impact }, workers.authorize);
    for (const name of roundNames) board.watchRound({ name, ...rounds[name] }, workers[name]);
    return board;
  }

  /** What operators and the laptop need to know of a deployed stage. */
  #tell(places: Places, workers: Workers, api: Api): void {
    const outputs = {
      ApiUrl: api.rest.url,
      TableName: places.table.tableName,
      FilesBucket: places.files.bucketName,
      TicketsBucket: places.tickets.bucketName,
      StatusQueueUrl: places.queues.track.queue.queueUrl,
      AddFacilityFunction: workers["add-facility"].function.functionName,
      AddMerchantFunction: workers["add-merchant"].function.functionName,
      FacilityRoleArn: places.facilityAgent.roleArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
