import { createHash } from "node:crypto";
import type { Json, JsonObject } from "./json.ts";

/** Where the laptop cloud is; every name and address in it follows from this and the template. */
export interface World {
  readonly accountId: string;
  readonly region: string;
  /** Origin of the AWS endpoint, e.g. `http://127.0.0.1:4566`. */
  readonly aws: string;
  /** Origin of the front, where the REST APIs are. */
  readonly front: string;
}

/** A resource as its kind sees it when it is asked for a name. */
export interface Given {
  readonly logicalId: string;
  readonly stackName: string;
  readonly properties: JsonObject;
  readonly world: World;
}

/** What `Ref` and `Fn::GetAtt` give for a resource. */
interface Named {
  readonly ref: string;
  readonly attributes: JsonObject;
}

/** Names are functions of the template alone, so that a restart finds everything again. */
export type Naming = (given: Given) => Named;

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The name the template gives under `property`, else one made of stack, logical id and a hash of both. */
export function physicalName(given: Given, property: string, longest = 64): string {
  const named = given.properties[property];
  if (typeof named === "string") return named;
  const tail = opaqueId(given, 8);
  return `${`${given.stackName}-${given.logicalId}`.slice(0, longest - tail.length - 1)}-${tail}`;
}

/** An id as API Gateway makes them: lower case letters and digits. */
export function opaqueId({ stackName, logicalId }: Given, length: number): string {
  const bytes = createHash("sha256").update(`${stackName}/${logicalId}`).digest();
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** `arn:aws:{service}:{region}:{account}:{rest}`. */
export function arn({ world }: Given, service: string, rest: string): string {
  return `arn:aws:${service}:${world.region}:${world.accountId}:${rest}`;
}

/**
 * On the laptop every REST API and every distribution answers at the front: their public addresses are replaced in
 * outputs and environments.
 */
export function hereInstead(text: string, { front, region }: World): string {
  return text
    .replaceAll(new RegExp(`https://[a-z0-9]+\\.execute-api\\.${region}\\.amazonaws\\.com`, "g"), front)
    .replaceAll(`https://${new URL(front).host}`, front);
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
