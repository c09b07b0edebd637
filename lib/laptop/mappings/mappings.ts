import type { Caller, Service } from "../call.ts";
import type { Functions } from "../functions/functions.ts";
import type { World } from "../template/naming.ts";
import type { Mapping } from "./mapping-spec.ts";
import { pollQueue } from "./poller.ts";
import { sqsAs } from "./sqs-as.ts";

export interface MappingsOptions {
  readonly mappings: readonly Mapping[];
  readonly functions: Functions;
  readonly sqs: Service;
  readonly world: World;
  /** The role of a function, as whom its queue is polled. */
  callerOf(roleArn: string, sessionName: string): Caller;
  say(line: string): void;
}

/** Keeps every mapped queue flowing into its function, with the permissions of the function's role. */
export interface Mappings {
  /** Fetches nothing more. */
  stop(): void;
  /** After `stop`: resolves when the last batch has been worked. */
  readonly drained: Promise<void>;
}

export function openMappings({ mappings, functions, sqs, world, callerOf, say }: MappingsOptions): Mappings {
  const stop = new AbortController();
  const polls = mappings.map((mapping) => {
    const { roleArn, name } = functions.find(mapping.functionName);
    const ask = sqsAs(sqs, callerOf(roleArn, name));
    return pollQueue({ mapping, functions, sqs: ask, region: world.region, say }, stop.signal);
  });
  return { stop: () => stop.abort(), drained: Promise.all(polls).then(() => {}) };
}
