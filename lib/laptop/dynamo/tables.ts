import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { engine, isFault, promised, run, type Store } from "./dynalite.ts";
import type { Index, TableDefinition } from "./table.ts";

interface Stored extends Omit<TableDefinition, "BillingMode"> {
  readonly TableStatus: string;
}

/** Makes a table with all its indexes, active at once; of an existing one keeps the items and renews changed indexes. */
export async function ensureTable(store: Store, wanted: TableDefinition): Promise<void> {
  const existing = await stored(store, wanted.TableName);
  if (!existing) {
    await create(store, wanted);
  } else {
    checkKeys(existing, wanted);
    await renewIndexes(store, existing, wanted);
  }
  await activate(store, wanted);
}

// dynalite marks a new table active a tick later, and would write that over a change made meanwhile.
async function create(store: Store, wanted: TableDefinition): Promise<void> {
  await run(store, "CreateTable", structuredClone(wanted));
  while ((await stored(store, wanted.TableName))?.TableStatus === "CREATING") await setTimeout(1);
}

async function stored(store: Store, name: string): Promise<Stored | undefined> {
  try {
    const described = (await run(store, "DescribeTable", { TableName: name })) as { Table: Stored }; // dynalite's shape
    return described.Table;
  } catch (error) {
    if (isFault(error) && error.body.__type.endsWith("#ResourceNotFoundException")) return undefined;
    throw error;
  }
}

function checkKeys(existing: Stored, wanted: TableDefinition): void {
  const keys = ({ KeySchema, LocalSecondaryIndexes = [] }: Stored | TableDefinition) => [
    KeySchema,
    LocalSecondaryIndexes.map(shape),
  ];
  if (isDeepStrictEqual(keys(existing), keys(wanted))) return;
  throw new Error(
    `Table ${wanted.TableName} is stored with other keys than the template's; delete the laptop's data`,
  );
}

async function renewIndexes(store: Store, existing: Stored, wanted: TableDefinition): Promise<void> {
  const { before, after } = { before: globals(existing), after: globals(wanted) };
  const table = wanted.TableName;
  const isIn = (list: readonly Index[]) => (one: Index) =>
    list.some((other) => isDeepStrictEqual(shape(one), shape(other)));
  for (const old of before.filter((one) => !isIn(after)(one))) {
    await promised((done) => store.deleteIndexDb("global", table, old.IndexName, done));
  }
  const fresh = after.filter((one) => !isIn(before)(one));
  if (fresh.length > 0) await fill(store, wanted, fresh);
}

async function fill(store: Store, wanted: TableDefinition, fresh: readonly Index[]): Promise<void> {
  for await (const item of store.getItemDb(wanted.TableName).createValueStream()) {
    for (const { index, key, item: value } of engine.getIndexActions(fresh, null, item, wanted).puts) {
      const rows = store.getIndexDb("global", wanted.TableName, index);
      await promised((done) => rows.batch([{ type: "put", key, value }], done));
    }
  }
}

// Also for a table that a kill left in CREATING, where dynalite would keep it for ever.
async function activate(store: Store, wanted: TableDefinition): Promise<void> {
  const table = await stored(store, wanted.TableName);
  const indexes = globals(wanted).map((index) => ({ ...index, IndexStatus: "ACTIVE" }));
  const { AttributeDefinitions } = wanted;
  const active = {
    ...table,
    AttributeDefinitions,
    TableStatus: "ACTIVE",
    GlobalSecondaryIndexes: indexes.length > 0 ? indexes : undefined,
  };
  await promised((done) => store.tableDb.put(wanted.TableName, active, done));
}

function globals({ GlobalSecondaryIndexes = [] }: Stored | TableDefinition): readonly Index[] {
  return GlobalSecondaryIndexes;
}

// The stored index carries throughput, status and size besides.
function shape({ IndexName, KeySchema, Projection }: Index): Index {
  return { IndexName, KeySchema, Projection };
}
