import type { Stack, Template } from "./assembly.ts";
import type { Resource } from "./cloud.ts";
import { evaluate, evaluateMembers, type Scope } from "./evaluate.ts";
import type { Json } from "./json.ts";
import { kinds } from "./kinds.ts";
import { hereInstead, type World } from "./naming.ts";

interface StackScope extends Scope {
  readonly stack: Stack;
  resources(): readonly Resource[];
  outputs(): Record<string, string>;
  output(name: string): Json | undefined;
  /** Export names and the outputs behind them. */
  exports(): ReadonlyMap<string, string>;
}

/** One scope a stack; they see each other through exports and outputs only. */
export function openScopes(stacks: readonly Stack[], world: World): readonly StackScope[] {
  const scopes: StackScope[] = [];
  const exported = once(() => {
    const all = scopes.flatMap((scope) =>
      [...scope.exports()].map(([name, output]) => [name, { scope, output }] as const),
    );
    return new Map(all);
  });
  const across = {
    imported(name: string) {
      const found = exported().get(name);
      return found?.scope.output(found.output);
    },
    stackOutput: (stackName: string, output: string) =>
      scopes.find(({ stack }) => stack.name === stackName)?.output(output),
  };
  scopes.push(...stacks.map((stack) => openScope(stack, world, across)));
  return scopes;
}

function openScope(stack: Stack, world: World, across: Pick<Scope, "imported" | "stackOutput">): StackScope {
  const { template } = stack;
  const pseudo = pseudoParameters(stack, world);
  const resource = remember((id) => nameResource(id, scope, world));
  const conditions = remember((name) => Boolean(evaluate(template.Conditions[name] ?? null, scope)));
  const outputs = () =>
    Object.entries(template.Outputs).filter(([, { Condition }]) => isOn(Condition, conditions));
  const scope: StackScope = {
    ...across,
    stack,
    ref: (name) => (name in pseudo ? pseudo[name] : (parameter(template, name) ?? resource(name).ref)),
    attribute: (id, name) => attributeOf(resource(id), name),
    condition: conditions,
    mapped: (map, key, name) => template.Mappings[map]?.[key]?.[name],
    resources: () =>
      Object.entries(template.Resources)
        .filter(([, { Condition }]) => isOn(Condition, conditions))
        .map(([id]) => resource(id)),
    output: (name) => evaluate(template.Outputs[name]?.Value ?? null, scope),
    outputs: () =>
      Object.fromEntries(outputs().map(([name]) => [name, hereInstead(String(scope.output(name)), world)])),
    exports: () =>
      new Map(
        outputs().flatMap(([id, { Export }]) => (Export ? [[String(evaluate(Export.Name, scope)), id]] : [])),
      ),
  };
  return scope;
}

function nameResource(id: string, scope: StackScope, world: World): Resource {
  const { name: stackName, template, paths } = scope.stack;
  const found = template.Resources[id];
  const naming = kinds.get(found?.Type ?? "");
  if (!found || !naming) throw new Error(`${stackName} has no resource, parameter or condition ${id}`);
  const properties = evaluateMembers(found.Properties, scope);
  const path = (paths.get(id) ?? id).replace(/\/Resource$/, "");
  const named = naming({ logicalId: id, stackName, properties, world });
  return { logicalId: id, stackName, path, type: found.Type, properties, ...named };
}

function attributeOf({ attributes, logicalId, type }: Resource, name: string): Json {
  const value = attributes[name];
  if (value === undefined) throw new Error(`${type} ${logicalId} has no attribute ${name} on the laptop`);
  return value;
}

function pseudoParameters(stack: Stack, world: World): Readonly<Record<string, Json | undefined>> {
  return {
    "AWS::AccountId": world.accountId,
    "AWS::Region": world.region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.name,
    "AWS::StackId": `arn:aws:cloudformation:${world.region}:${world.accountId}:stack/${stack.name}/laptop`,
    "AWS::NotificationARNs": [],
    "AWS::NoValue": undefined,
  };
}

/** A parameter's default. SSM ones (the bootstrap version) give their parameter's name, which nothing here reads. */
function parameter(template: Template, name: string): Json | undefined {
  const declared = template.Parameters[name];
  if (!declared) return undefined;
  if (declared.Default === undefined) throw new Error(`parameter ${name} has no default, and nobody to ask`);
  return declared.Default;
}

function isOn(condition: string | undefined, conditions: (name: string) => boolean): boolean {
  return condition === undefined || conditions(condition);
}

/** Answers each name once; a name that asks for itself is a circle in the template. */
function remember<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, { value: T }>();
  const busy = new Set<string>();
  return (name) => {
    const found = made.get(name);
    if (found) return found.value;
    if (busy.has(name)) throw new Error(`circular reference: ${[...busy, name].join(" -> ")}`);
    busy.add(name);
    try {
      const value = make(name);
      made.set(name, { value });
      return value;
    } finally {
      busy.delete(name);
    }
  };
}

function once<T>(make: () => T): () => T {
  const all = remember(make);
  return () => all("");
}
