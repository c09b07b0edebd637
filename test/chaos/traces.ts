import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../../lib/printclient/entry.ts";
import { readEntries } from "../../lib/printclient/journal.ts";

/** What a laptop leaves on its disk, readable while it runs and after it was killed. */
export class Traces {
  readonly folder: string;
  #keys: ReadonlySet<string> = new Set();
  #deeds = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** From now on only what is new counts. */
  async mark(): Promise<void> {
    this.#keys = new Set(await this.#written(/./));
    this.#deeds = (await this.#allDeeds("test-amsterdam")).length;
  }

  /** Keys of new objects that are like this. */
  async written(key: RegExp): Promise<string[]> {
    return (await this.#written(key)).filter((one) => !this.#keys.has(one));
  }

  /** What the simulated facility has newly written down. */
  async deeds(): Promise<string[]> {
    const all = await this.#allDeeds("test-amsterdam");
    return all.slice(this.#deeds).map(({ did }) => did);
  }

  /** Tickets that a facility has ever printed, each as often as it did. */
  async printed(facilityId = "test-amsterdam"): Promise<string[]> {
    const deeds = await this.#allDeeds(facilityId);
    return deeds.flatMap((deed) =>
      deed.did === "reported" && deed.status === "printed" ? [deed.ticketId] : [],
    );
  }

  /** The temporary folders of functions, one a process. */
  async temporary(): Promise<string[]> {
    return readdir(join(this.folder, "tmp")).catch(() => []);
  }

  /** Downloads that were begun and are not whole. */
  async partial(): Promise<string[]> {
    const all = await readdir(join(this.folder, "facilities"), { recursive: true });
    return all.filter((path) => path.endsWith(".part"));
  }

  async #written(key: RegExp): Promise<string[]> {
    const text = await readFile(join(this.folder, "s3", "journal.jsonl"), "utf8");
    const keys = [...text.matchAll(/"kind":"object","bucket":"[^"]+","key":"([^"]+)"/g)].map(
      ([, one = ""]) => one,
    );
    return keys.filter((one) => key.test(one));
  }

  async #allDeeds(facilityId: string): Promise<Entry["deed"][]> {
    const entries = await readEntries(join(this.folder, "facilities", facilityId)).catch(() => []);
    return entries.map(({ deed }) => deed);
  }
}
