import type { Stack } from "./assembly.ts";
import type { JsonObject } from "./json.ts";
import { isQuiet, kinds } from "./kinds.ts";
import type { World } from "./naming.ts";
import { openScopes } from "./scope.ts";

/** A resource with nothing left to resolve. */
export interface Resource {
  readonly logicalId: string;
  readonly stackName: string;
  /** Construct path without the final `Resource`, e.g. `Printcloud/Orders/Queue`; the logical id when CDK did not tell. */
  readonly path: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly ref: string;
  readonly attributes: JsonObject;
}

/** Every stack of the assembly, resolved: what the rooms of the laptop build their live things from. */
export interface Cloud {
  readonly world: World;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Types without a meaning here, and how many of each. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Where an asset of this object key lies on disk. */
  asset(objectKey: string): string | undefined;
  ofType(...types: readonly string[]): readonly Resource[];
  /** By logical id or construct path (with or without its stack); throws when there is none. */
  find(name: string): Resource;
}

/** Resolves all references of all stacks; throws with every unknown resource type named. */
export function resolveCloud(stacks: readonly Stack[], world: World): Cloud {
  refuseUnknownTypes(stacks);
  const scopes = openScopes(stacks, world);
  const all = scopes.flatMap((scope) => scope.resources());
  const resources = all.filter(({ type }) => !isQuiet(type));
  const assets = new Map(stacks.flatMap((stack) => [...stack.assets]));
  return {
    world,
    resources,
    outputs: Object.assign({}, ...scopes.map((scope) => scope.outputs())),
    ignored: count(all.filter(({ type }) => isQuiet(type)).map(({ type }) => type)),
    asset: (objectKey) => assets.get(objectKey),
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    find: (name) => find(all, name),
  };
}

function refuseUnknownTypes(stacks: readonly Stack[]): void {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !kinds.has(Type))
      .map(([id, { Type }]) => `${Type} (${name}/${id})`),
  );
  if (unknown.length)
    throw new Error(`The laptop cloud does not know these resource types: ${unknown.join(", ")}`);
}

function find(resources: readonly Resource[], name: string): Resource {
  const wanted = name.replace(/\/Resource$/, "");
  const found = resources.filter(
    ({ logicalId, path }) => logicalId === name || path === wanted || path.replace(/^[^/]*\//, "") === wanted,
  );
  const [first, second] = found;
  if (!first) throw new Error(`The template has no resource ${name}`);
  if (second) throw new Error(`${name} means both ${first.logicalId} and ${second.logicalId}`);
  return first;
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
