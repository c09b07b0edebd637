import type { Context } from "./context.ts";

const variable = /\$\{([^}]*)\}/g;
const constants = new Set(["*", "?", "$"]);

/** Fills `${aws:PrincipalTag/x}` and `${key, 'default'}`; undefined when a key has no value, so that nothing matches. */
export function literal(template: string, context: Context): string | undefined {
  let known = true;
  const text = template.replaceAll(variable, (_, name: string) => {
    const value = variableValue(name, context);
    known &&= value !== undefined;
    return value ?? "";
  });
  return known ? text : undefined;
}

/** Whether `text` is like the template, where `*` and `?` stand for anything; filled-in values stand for themselves. */
export function isLike(text: string, template: string, context: Context): boolean | undefined {
  return matches(text, template, { context, anyButColon: false });
}

/** The same for ARNs: a wildcard stays between its colons, except in the last of the six parts. */
export function isArnLike(text: string, template: string, context: Context): boolean | undefined {
  return matches(text, template, { context, anyButColon: template !== "*" });
}

interface Rules {
  readonly context: Context;
  readonly anyButColon: boolean;
}

function matches(text: string, template: string, rules: Rules): boolean | undefined {
  const source = sourceOf(template, rules);
  return source === undefined ? undefined : expression(source).test(text);
}

function sourceOf(template: string, { context, anyButColon }: Rules): string | undefined {
  let colons = 0;
  const sources = template.split(/(\$\{[^}]*\}|[*?:])/).map((piece) => {
    if (piece === ":") colons += 1;
    return pieceSource(piece, anyButColon && colons < 5 ? "[^:]" : ".", context);
  });
  return sources.includes(undefined) ? undefined : sources.join("");
}

// A tag whose value is "*" must not open every queue: values are escaped, only the policy's own signs are wild.
function pieceSource(piece: string, any: string, context: Context): string | undefined {
  if (piece === "*") return `${any}*`;
  if (piece === "?") return any;
  const text = literal(piece, context);
  return text === undefined ? undefined : escaped(text);
}

function variableValue(name: string, context: Context): string | undefined {
  if (constants.has(name)) return name;
  const parts = /^([^,]*?)\s*(?:,\s*'(.*)')?$/.exec(name);
  return context.value(parts?.[1] ?? name) ?? parts?.[2];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

// Policies are few and asked thousands of times; the cap only bounds memory when tags make many patterns.
const expressions = new Map<string, RegExp>();
const mostExpressions = 2_000;

function expression(source: string): RegExp {
  const known = expressions.get(source);
  if (known) return known;
  if (expressions.size >= mostExpressions) expressions.clear();
  const made = new RegExp(`^${source}$`, "s");
  expressions.set(source, made);
  return made;
}
