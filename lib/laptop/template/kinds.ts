import { functions } from "./kinds/functions.ts";
import { later, quiet } from "./kinds/quiet.ts";
import { restApi } from "./kinds/rest-api.ts";
import { stores } from "./kinds/stores.ts";
import type { Naming } from "./naming.ts";

/** How each resource type is named; a type that is not here stops the laptop cloud at start. */
export const kinds: ReadonlyMap<string, Naming> = new Map(
  Object.entries({ ...stores, ...functions, ...restApi, ...quiet, ...later }),
);

/** Is this a type that is accepted and then left alone? */
export function isQuiet(type: string): boolean {
  return type in quiet;
}
