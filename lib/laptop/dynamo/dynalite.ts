import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";

// dynalite 4.0.0, pinned exactly, is used below its HTTP server: its server throws out of callbacks, which would end the
// whole laptop cloud, and it would be an open port past IAM. It has no types; the shapes here are read from its source.
const require = createRequire(import.meta.url);

/** An answer that DynamoDB itself gives instead of a result. */
export interface Fault {
  readonly statusCode: number;
  readonly body: { readonly __type: string; message?: string; Item?: unknown };
}

export type Done<T = unknown> = (error: unknown, result?: T) => void;

type Write = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };

interface Level {
  get(key: string, done: Done): void;
  getSync(key: string): unknown;
  put(key: string, value: unknown, done: Done): void;
  del(key: string, done: Done): void;
  batch(writes: readonly Write[], done: Done): void;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** One sorted set of keys: a table's items, an index, or the tables themselves. */
interface Rows {
  batch(writes: readonly Write[], done: Done): void;
  createValueStream(): AsyncIterable<unknown>;
}

export interface Store {
  readonly db: Level;
  readonly tableDb: {
    awsAccountId: string;
    awsRegion: string;
    get(key: string, done: Done): void;
    put(key: string, value: unknown, done: Done): void;
  };
  getItemDb(table: string): Rows;
  getIndexDb(kind: string, table: string, index: string): Rows;
  deleteIndexDb(kind: string, table: string, index: string, done: Done): void;
}

interface Engine {
  create(options: { path: string | undefined; createTableMs: number; deleteTableMs: number }): Store;
  checkConditional(data: Record<string, unknown>, item: unknown): Fault | null | undefined;
  getIndexActions(
    indexes: readonly unknown[],
    before: unknown,
    after: unknown,
    ...table: unknown[]
  ): { puts: readonly { index: string; key: string; item: unknown }[] };
}

interface Validations {
  checkTypes(input: unknown, types: unknown): Record<string, unknown>;
  checkValidations(data: unknown, types: unknown, custom: unknown, ...store: Store[]): void;
}

export const engine = require("dynalite/db") as Engine;
const validations = require("dynalite/validations") as Validations;
const conditionOption = "ReturnValuesOnConditionCheckFailure";

/** Opens the store under `folder`, or in memory without one; throws when another process has it open. */
export async function openStore(folder: string | undefined): Promise<Store> {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const store = engine.create({ path: folder, createTableMs: 0, deleteTableMs: 0 });
  await store.db.open();
  readAtOnce(store.db);
  writeWhole(store.db);
  return store;
}

/** Runs one operation, e.g. `PutItem`; rejects with a `Fault` where DynamoDB would answer an error. */
export async function run(store: Store, operation: string, input: Record<string, unknown>): Promise<unknown> {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  const rules = require(`dynalite/validations/${name}`) as { types: unknown; custom: unknown };
  const act = require(`dynalite/actions/${name}`) as (store: Store, data: unknown, done: Done) => void;
  const wished = input[conditionOption];
  const data = validations.checkTypes(input, rules.types);
  validations.checkValidations(data, rules.types, rules.custom, store);
  // Unknown to its validation, which drops it; put back for `checkConditional` below.
  if (wished !== undefined) data[conditionOption] = wished;
  return await promised((done) => act(store, data, done));
}

export function isFault(error: unknown): error is Fault {
  return typeof error === "object" && error !== null && "statusCode" in error && "body" in error;
}

export function promised<T = unknown>(start: (done: Done<T>) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)));
  });
}

// A read comes from memory nearly always, in some 5 microseconds; handing it to a thread and back costs 200 when busy.
function readAtOnce(db: Level): void {
  db.get = (key, done) => {
    try {
      setImmediate(done, null, db.getSync(key));
    } catch (error) {
      setImmediate(done, error);
    }
  };
}

// dynalite writes index entries first and the item after, each alone: a kill between would hide the item from its index.
// An index write is kept back (its callback is called at once, so nothing comes between) and goes out with its item.
function writeWhole(db: Level): void {
  const kept: Write[] = [];
  const write = (one: Write, done: Done) => {
    kept.push(one);
    if (one.key.startsWith("index-")) done(null);
    else db.batch(kept.splice(0), done);
  };
  db.put = (key, value, done) => write({ type: "put", key, value }, done);
  db.del = (key, done) => write({ type: "del", key }, done);
}

const { checkConditional } = engine;
engine.checkConditional = (data, item) => {
  const fault = checkConditional(data, item);
  if (fault && item && data[conditionOption] === "ALL_OLD") fault.body.Item = item;
  return fault;
};
