import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Journal } from "./journal.ts";
import { OrderedKeys } from "./ordered-keys.ts";
import {
  Change,
  type Part,
  type Piece,
  type Settings,
  type StoredObject,
  type UploadStart,
} from "./records.ts";

/** A bucket in memory. */
export interface Bucket {
  readonly name: string;
  readonly created: number;
  readonly settings: Settings;
  readonly objects: Map<string, StoredObject>;
  readonly keys: OrderedKeys;
}

/** An unfinished multipart upload in memory. */
export interface Upload extends UploadStart {
  readonly id: string;
  readonly parts: Map<number, Part>;
}

type Step<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;

/** What is stored, in memory, and the journal that says so: one commit is one line, in one tick. */
export class Catalog {
  readonly buckets = new Map<string, Bucket>();
  readonly uploads = new Map<string, Upload>();
  readonly #journal: Journal;

  private constructor(path: string) {
    let lines = 0;
    const read = (entry: unknown) => {
      lines += 1;
      this.#apply(Change.parse(entry));
    };
    const journal = Journal.open(path, read);
    const live = [...this.#snapshot()];
    this.#journal = lines > 2 * live.length + 100 ? compacted(journal, { path, live }) : journal;
  }

  static open(folder: string): Catalog {
    mkdirSync(folder, { recursive: true });
    return new Catalog(join(folder, "journal.jsonl"));
  }

  /** Makes a change for good; returns the pieces nobody needs any more. */
  commit(change: Change): readonly Piece[] {
    this.#journal.append(change);
    return this.#apply(change);
  }

  /** Names of all blobs that something refers to. */
  blobs(): Set<string> {
    const objects = [...this.buckets.values()].flatMap((bucket) => [...bucket.objects.values()]);
    const parts = [...this.uploads.values()].flatMap((upload) => [...upload.parts.values()]);
    const pieces = [...objects.flatMap((object) => object.pieces), ...parts.map((part) => part.piece)];
    return new Set(pieces.map((piece) => piece.blob));
  }

  close(): void {
    this.#journal.close();
  }

  #apply(change: Change): readonly Piece[] {
    switch (change.kind) {
      case "bucket":
        return this.#putBucket(change);
      case "bucket-gone":
        this.buckets.delete(change.bucket);
        return [];
      case "object":
        return this.#putObject(change);
      case "object-gone":
        return this.#deleteObject(change);
      case "upload":
        this.uploads.set(change.upload, { ...change.start, id: change.upload, parts: new Map() });
        return [];
      case "part":
        return this.#putPart(change);
      case "upload-gone":
        return this.#endUpload(change.upload);
    }
  }

  #putBucket({ bucket: name, created, settings }: Step<"bucket">): readonly Piece[] {
    const { objects, keys } = this.buckets.get(name) ?? { objects: new Map(), keys: new OrderedKeys() };
    this.buckets.set(name, { name, created, settings, objects, keys });
    return [];
  }

  #putObject({ bucket: name, key, object, upload }: Step<"object">): readonly Piece[] {
    const bucket = this.buckets.get(name);
    const previous = bucket?.objects.get(key)?.pieces ?? [];
    bucket?.objects.set(key, object);
    bucket?.keys.add(key);
    const parts = upload === undefined ? [] : this.#endUpload(upload);
    // New tags keep the bytes, and a finished upload hands its parts over.
    const kept = new Set(object.pieces.map((piece) => piece.blob));
    return [...previous, ...parts].filter((piece) => !kept.has(piece.blob));
  }

  #deleteObject({ bucket: name, key }: Step<"object-gone">): readonly Piece[] {
    const bucket = this.buckets.get(name);
    const freed = bucket?.objects.get(key)?.pieces ?? [];
    bucket?.objects.delete(key);
    bucket?.keys.remove(key);
    return freed;
  }

  #putPart({ upload, number, part }: Step<"part">): readonly Piece[] {
    const parts = this.uploads.get(upload)?.parts;
    const previous = parts?.get(number);
    parts?.set(number, part);
    return previous ? [previous.piece] : [];
  }

  #endUpload(id: string): readonly Piece[] {
    const parts = [...(this.uploads.get(id)?.parts.values() ?? [])];
    this.uploads.delete(id);
    return parts.map((part) => part.piece);
  }

  *#snapshot(): Generator<Change> {
    for (const { name, created, settings, objects } of this.buckets.values()) {
      yield { kind: "bucket", bucket: name, created, settings };
      for (const [key, object] of objects) yield { kind: "object", bucket: name, key, object };
    }
    for (const { id, parts, ...start } of this.uploads.values()) {
      yield { kind: "upload", upload: id, start };
      for (const [number, part] of parts) yield { kind: "part", upload: id, number, part };
    }
  }
}

function compacted(journal: Journal, { path, live }: { path: string; live: readonly Change[] }): Journal {
  journal.close();
  Journal.rewrite(path, live);
  return Journal.open(path, () => undefined);
}
