import { run } from "../tools.ts";

/** A dictionary as qpdf writes it: names begin with `/`, texts with `u:`, references are `12 0 R`. */
type Dictionary = Readonly<Record<string, unknown>>;

/** What qpdf finds in a document. */
export interface Objects {
  readonly trailer: Dictionary;
  readonly catalog: Dictionary;
  /** Every dictionary, and that of every stream. */
  readonly all: readonly Dictionary[];
  /** What a reference leads to. */
  get(reference: unknown): Dictionary;
  list(references: unknown): Dictionary[];
}

export function objectsOf(path: string): Objects {
  const json = JSON.parse(
    run("qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=none", path).toString(),
  );
  const found = new Map<string, Dictionary>();
  for (const [name, object] of Object.entries<{ value?: Dictionary; stream?: { dict: Dictionary } }>(
    json.qpdf[1],
  ))
    found.set(name.replace(/^obj:/, ""), object.stream?.dict ?? object.value ?? {});
  const get = (reference: unknown) => found.get(String(reference)) ?? {};
  const trailer = get("trailer");
  return {
    trailer,
    catalog: get(trailer["/Root"]),
    all: [...found.values()],
    get,
    list: (references) => (Array.isArray(references) ? references.map(get) : []),
  };
}
