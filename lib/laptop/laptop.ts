import type { RequestListener } from "node:http";
import { join } from "node:path";
import { openCdn } from "./cdn/cdn.ts";
import { lockFolder } from "./folder-lock.ts";
import { type Functions, openFunctions } from "./functions/functions.ts";
import { lambdaService } from "./functions/invoke-api.ts";
import type { OnLog } from "./functions/log.ts";
import { readFunctions } from "./functions/spec.ts";
import { type Gateway, openGateway } from "./gateway/gateway.ts";
import { type Ground, openGround } from "./ground.ts";
import type { Credentials, Keys } from "./iam/credentials.ts";
import { type Grant, GrantsUsed } from "./iam/grants.ts";
import { tellRefusals } from "./iam/refusals.ts";
import { readMappings } from "./mappings/mapping-spec.ts";
import { openMappings } from "./mappings/mappings.ts";
import { type Clock, openClock } from "./schedules/clock.ts";
import { readSchedules } from "./schedules/schedule-spec.ts";
import { openSchedules, type Schedules } from "./schedules/schedules.ts";
import { openStores, type Stores } from "./stores.ts";
import type { Cloud, Resource } from "./template/cloud.ts";

export interface LaptopOptions {
  /** The synthesised cloud assembly, usually `cdk.out`; or what makes it, once nobody else works in `folder`. */
  readonly assembly: string | (() => Promise<string>);
  /** Keeps everything: queues, objects, items, keys, logs. One laptop at a time. */
  readonly folder: string;
  /** 0 takes a free port. A port that changes between starts changes the addresses that functions see. */
  readonly frontPort: number;
  readonly awsPort: number;
  /** Told each step of the start, and later what goes wrong behind the scenes. */
  readonly say?: (line: string) => void;
  /** Told each line a function writes; `logs/` has them too. */
  readonly onLog?: OnLog;
  /** Answers at the front what is no stage of a REST API; 404 unless given. */
  readonly onRequest?: RequestListener;
  /** A function's process without work for this long ends, one that had little work sooner. */
  readonly idleSeconds?: number;
  /** Counts which statement of which policy decides each call, for `grants()`. */
  readonly countGrants?: boolean;
}

/** A running laptop cloud. */
export interface Laptop {
  /** Origin of the front: REST APIs under `/{stage}`, the rest is `onRequest`'s. */
  readonly front: string;
  /** Origin of the AWS endpoint, for AWS_ENDPOINT_URL. */
  readonly aws: string;
  readonly region: string;
  readonly accountId: string;
  /** Outputs of all stacks by their logical id. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The account's own keys, which may do everything that no resource policy denies. */
  readonly operator: Keys;
  /** For keys of any role of the template, as a test of its permissions needs them. */
  readonly credentials: Credentials;
  readonly functions: Pick<Functions, "invoke" | "processes" | "working">;
  readonly clock: LaptopClock;
  /** By logical id or construct path; throws when there is none. */
  resource(name: string): Resource;
  /** All rights that the template gives, and how often each was used if they are counted. */
  grants(): readonly Grant[];
  close(): Promise<void>;
}

interface LaptopClock {
  now(): Date;
  /** Moves the clock ahead, runs what became due (each rule once), and waits for it. */
  advance(milliseconds: number): Promise<void>;
  /** Runs a rule, named by logical id or construct path, and waits for it. */
  fire(rule: string): Promise<void>;
}

/** Runs a cloud assembly on 127.0.0.1; throws, with everything closed again, on what it cannot run. */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const closing = new AsyncDisposableStack();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

async function start(options: LaptopOptions, closing: AsyncDisposableStack): Promise<Laptop> {
  const began = performance.now();
  const { folder, say = () => {} } = options;
  const lock = await lockFolder(folder);
  closing.defer(lock.release);
  const used = new GrantsUsed();
  const watchers = [tellRefusals(say), ...(options.countGrants ? [used.decided] : [])];
  const ground = await openGround({ ...options, watchers }, closing);
  const { cloud, front, credentials } = ground;
  const ignored = Object.entries(cloud.ignored).map(([type, count]) => `${count} ${type}`);
  say(
    `Template: ${cloud.resources.length} resources; without a meaning here: ${ignored.join(", ") || "none"}`,
  );
  const stores = await openStores(ground, { folder, say }, closing);
  const functions = await startFunctions(ground, options, closing);
  const gateway = await openGateway({ cloud, functions, folder, say });
  Object.assign(ground.services, { lambda: lambdaService(functions), apigateway: gateway.service });
  const mapped = startMappings(ground, { functions, stores, say }, closing);
  const clock = await openClock(join(folder, "clock"));
  const schedules = await startSchedules(cloud, { functions, clock, folder, stores, say }, closing);
  front.answerWith(openSite(ground, { gateway, stores, otherwise: options.onRequest ?? notFound }));
  say(
    `${mapped} queues feed functions; REST APIs: ${gateway.stages.map((stage) => `${front.origin}/${stage}`).join(", ")}`,
  );
  say(
    `Ready in ${Math.round(performance.now() - began)} ms. AWS endpoint (SQS, S3, DynamoDB, STS): ${cloud.world.aws}`,
  );
  return {
    ...cloud.world,
    outputs: cloud.outputs,
    operator: credentials.operator(),
    credentials,
    functions,
    clock: movable(clock, schedules, cloud),
    resource: cloud.find,
    grants: () => used.list(cloud),
    close: () => closing.disposeAsync(),
  };
}

interface Behind {
  readonly gateway: Gateway;
  readonly stores: Stores;
  readonly otherwise: RequestListener;
}

/** REST APIs first, then what distributions find, then the rest. */
function openSite({ cloud, credentials }: Ground, { gateway, stores, otherwise }: Behind): RequestListener {
  const caller = credentials.callerOf(credentials.operator().accessKeyId);
  const cdn = openCdn({ cloud, caller, s3: stores.s3.service, gateway: gateway.answer })(otherwise);
  return (request, response) => void (gateway.answer(request, response) || cdn(request, response));
}

async function startFunctions(
  ground: Ground,
  options: LaptopOptions,
  closing: AsyncDisposableStack,
): Promise<Functions> {
  const { cloud, credentials } = ground;
  const specs = await readFunctions(cloud, join(options.folder, "inline"));
  const functions = await openFunctions({
    specs,
    world: cloud.world,
    folder: options.folder,
    credentialsOf: (roleArn, name) => credentials.issue({ role: roleName(ground, roleArn), name }),
    onLog: options.onLog,
    idleSeconds: options.idleSeconds,
  });
  closing.defer(() => functions.close());
  options.say?.(
    `${specs.length} functions, started when they are needed; their lines are in ${join(options.folder, "logs")}`,
  );
  return functions;
}

interface Live {
  readonly functions: Functions;
  readonly stores: Stores;
  say(line: string): void;
}

function startMappings(
  ground: Ground,
  { functions, stores, say }: Live,
  closing: AsyncDisposableStack,
): number {
  const { cloud, credentials } = ground;
  const specs = readMappings(cloud);
  // Lambda's pollers do not die; ours did with the last laptop, and their messages would stay hidden for an hour.
  for (const { queueArn } of specs) stores.sqs.giveBack(queueArn.split(":").at(-1) ?? "");
  const mappings = openMappings({
    mappings: specs,
    functions,
    sqs: stores.sqs.service,
    world: cloud.world,
    callerOf(roleArn, name) {
      const { accessKeyId, sessionToken } = credentials.issue({ role: roleName(ground, roleArn), name });
      return credentials.callerOf(accessKeyId, sessionToken);
    },
    say,
  });
  closing.defer(async () => {
    mappings.stop();
    await functions.close();
    await mappings.drained;
  });
  return specs.length;
}

interface Timed extends Live {
  readonly clock: Clock;
  readonly folder: string;
}

const lifecycleEveryMs = 3_600_000;

async function startSchedules(cloud: Cloud, live: Timed, closing: AsyncDisposableStack): Promise<Schedules> {
  const { clock, stores, folder } = live;
  const specs = readSchedules(cloud);
  const schedules = await openSchedules({
    ...live,
    schedules: specs,
    world: cloud.world,
    file: join(folder, "schedules.json"),
  });
  closing.defer(() => schedules.close());
  const expire = () => stores.s3.expire(clock.now());
  const timer = setInterval(expire, lifecycleEveryMs).unref();
  closing.defer(() => clearInterval(timer));
  clock.onMove(expire);
  return schedules;
}

function movable(clock: Clock, schedules: Schedules, cloud: Cloud): LaptopClock {
  return {
    now: clock.now,
    fire: (rule) => schedules.fire(cloud.find(rule).logicalId),
    async advance(milliseconds) {
      await clock.advance(milliseconds);
      await schedules.settled();
    },
  };
}

function roleName({ roles }: Ground, roleArn: string): string {
  const name = roleArn.split("/").at(-1) ?? "";
  if (!roles.has(name)) throw new Error(`${roleArn} is no role of the template`);
  return name;
}

const notFound: RequestListener = (_, response) =>
  response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
