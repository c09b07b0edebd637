import { isObject, type Json, type JsonObject } from "./json.ts";

/** What a template's expressions may ask for. `undefined` stands for AWS::NoValue. */
export interface Scope {
  ref(name: string): Json | undefined;
  attribute(logicalId: string, name: string): Json;
  condition(name: string): boolean;
  imported(exportName: string): Json | undefined;
  stackOutput(stackName: string, output: string): Json | undefined;
  mapped(map: string, key: string, name: string): Json | undefined;
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

/** Replaces every intrinsic function in `value`; whatever becomes AWS::NoValue is left out. */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name === undefined) return value;
  const intrinsic = others.length === 0 ? intrinsics[name] : undefined;
  if (intrinsic) return intrinsic(value[name] ?? null, scope);
  if (name.startsWith("Fn::")) throw new Error(`${name} is not understood by the laptop cloud`);
  return evaluateMembers(value, scope);
}

/** As evaluate, for the members of an object that is certainly no intrinsic function (a resource's properties). */
export function evaluateMembers(value: JsonObject, scope: Scope): JsonObject {
  const members = Object.entries(value).map(([name, member]) => [name, evaluate(member, scope)] as const);
  return Object.fromEntries(
    members.flatMap(([name, member]) => (member === undefined ? [] : [[name, member]])),
  );
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(text(name)),
  Condition: (name, scope) => scope.condition(text(name)),
  "Fn::GetAtt": (argument, scope) => {
    const [id = "", ...rest] = typeof argument === "string" ? argument.split(".") : texts(argument, scope);
    return scope.attribute(id, rest.join("."));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, parts] = list(argument, scope);
    return texts(parts, scope).join(text(separator));
  },
  "Fn::Sub": (argument, scope) => substitute(argument, scope),
  "Fn::Select": (argument, scope) => {
    const [index, from] = list(argument, scope);
    const found = list(from, scope)[Number(index)];
    if (found === undefined) throw new Error(`Fn::Select finds nothing at ${String(index)}`);
    return found;
  },
  "Fn::Split": (argument, scope) => {
    const [separator, from] = list(argument, scope);
    return text(from).split(text(separator));
  },
  "Fn::If": (argument, scope) => {
    const [name, yes, no] = Array.isArray(argument) ? argument : [];
    return evaluate((scope.condition(text(name)) ? yes : no) ?? null, scope);
  },
  "Fn::Equals": (argument, scope) => {
    const [one, other] = list(argument, scope);
    return JSON.stringify(one) === JSON.stringify(other);
  },
  "Fn::And": (argument, scope) => list(argument, scope).every(Boolean),
  "Fn::Or": (argument, scope) => list(argument, scope).some(Boolean),
  "Fn::Not": (argument, scope) => !list(argument, scope)[0],
  "Fn::Base64": (argument, scope) => Buffer.from(text(evaluate(argument, scope))).toString("base64"),
  "Fn::GetAZs": () => ["a", "b", "c"],
  "Fn::FindInMap": (argument, scope) => {
    const [map = "", key = "", name = ""] = texts(argument, scope);
    return known(scope.mapped(map, key, name), `no ${map}.${key}.${name} among the mappings`);
  },
  "Fn::ImportValue": (argument, scope) => {
    const name = text(evaluate(argument, scope));
    return known(scope.imported(name), `nothing exports ${name}`);
  },
  "Fn::GetStackOutput": (argument, scope) => {
    const { StackName = null, OutputName = null } = isObject(argument)
      ? evaluateMembers(argument, scope)
      : {};
    const [stack, output] = [text(StackName), text(OutputName)];
    return known(scope.stackOutput(stack, output), `stack ${stack} has no output ${output}`);
  },
  "Fn::ToJsonString": (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  "Fn::Length": (argument, scope) => list(argument, scope).length,
};

function substitute(argument: Json, scope: Scope): string {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const given = isObject(variables) ? evaluateMembers(variables, scope) : {};
  return text(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (given[name] !== undefined) return text(given[name]);
    const [id = "", ...attribute] = name.split(".");
    return text(attribute.length ? scope.attribute(id, attribute.join(".")) : scope.ref(name));
  });
}

function list(argument: Json | undefined, scope: Scope): readonly Json[] {
  const value = evaluate(argument ?? null, scope);
  if (!Array.isArray(value)) throw new Error(`a list is expected, not ${JSON.stringify(value)}`);
  return value;
}

function texts(argument: Json | undefined, scope: Scope): readonly string[] {
  return list(argument, scope).map(text);
}

function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`a text is expected, not ${JSON.stringify(value)}`);
}

function known<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new Error(problem);
  return value;
}
