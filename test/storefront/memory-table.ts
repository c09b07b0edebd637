import type { Condition, Key, Row, Search, Table } from "../../lib/cloud/table.ts";

/** The one table in memory: fast enough for hundreds of stories, with the expressions that the storefront uses. */
export function memoryTable(): Table {
  const rows = new Map<string, Row>();
  const keyOf = ({ pk, sk }: Key) => `${pk} ${sk}`;
  const all = (query: Search) => {
    const found = [...rows.values()].filter((row) => holds(row, query.expression, query.values));
    const sk = query.index ? `${query.index}sk` : "sk";
    found.sort((one, other) => String(one[sk]).localeCompare(String(other[sk])) * (query.backwards ? -1 : 1));
    return found.slice(0, query.limit ?? found.length).map((row) => structuredClone(row));
  };
  return {
    get: async (key) => structuredClone(rows.get(keyOf(key))),
    put: async (row, condition) => {
      if (!allowed(rows.get(keyOf(row)), condition)) return false;
      rows.set(keyOf(row), JSON.parse(JSON.stringify(row)));
      return true;
    },
    remove: async (key) => {
      rows.delete(keyOf(key));
    },
    search: async (query) => ({ rows: all(query), count: all(query).length, lastKey: undefined }),
    searchAll: async (query) => all(query),
    count: async (query) => all(query).length,
  };
}

function allowed(row: Row | undefined, condition: Condition | undefined): boolean {
  if (!condition) return true;
  if (condition.expression === "attribute_not_exists(pk)") return row === undefined;
  return row !== undefined && holds(row, condition.expression, condition.values ?? {});
}

function holds(row: Row, expression: string, values: Row): boolean {
  return expression.split(" AND ").every((clause) => {
    const [name = "", operator = "", place = ""] = clause.split(" ");
    const given = name.split(".").reduce<unknown>((inner, step) => Object(inner)[step], row);
    return given !== undefined && compares(given, operator, values[place]);
  });
}

function compares(one: unknown, operator: string, other: unknown): boolean {
  if (operator === "=") return one === other;
  const [left, right] = typeof one === "number" ? [one, Number(other)] : [String(one), String(other)];
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  throw new Error(`no ${operator} here`);
}
