import * as z from "zod";

/** What a template, an event or a policy is made of, before anybody gives it a shape. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export const JsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** True for `{}` and its like; neither arrays nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
