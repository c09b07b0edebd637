import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../../lib/printclient/entry.ts";
import { readEntries } from "../../lib/printclient/journal.ts";

/** What a laptop leaves on its disk, readable while it runs and after it was killed. */
export class Traces {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** All that a simulated facility wrote down. */
  async deeds(facilityId = "test-amsterdam"): Promise<Entry["deed"][]> {
    const entries = await readEntries(join(this.folder, "facilities", facilityId)).catch(() => []);
    return entries.map(({ deed }) => deed);
  }

  /** Tickets that the facility has printed, once for each time. */
  async printed(facilityId?: string): Promise<string[]> {
    const deeds = await this.deeds(facilityId);
    return deeds.flatMap((deed) =>
      deed.did === "reported" && deed.status === "printed" ? [deed.ticketId] : [],
    );
  }

  /** Keys of objects that were ever written whose key is like this. */
  async written(key: RegExp): Promise<string[]> {
    const text = await readFile(join(this.folder, "s3", "journal.jsonl"), "utf8").catch(() => "");
    return text.split("\n").flatMap((line) => key.exec(line)?.[0] ?? []);
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
}
