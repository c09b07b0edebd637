import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { Client } from "../../bin/demo-client.ts";
import { type ItemState, itemStates } from "../../lib/order/states.ts";
import { Caller, eventually } from "../journey/calls.ts";
import { picture } from "../journey/files.ts";
import { openSources } from "../journey/sources.ts";
import { freePort, isAlive, type LaptopProcess, startLaptopProcess } from "./laptop-process.ts";
import { book, card, inDispatch, inDownload, inPrepare, inRender, type Moment } from "./moments.ts";
import { Traces } from "./traces.ts";

const photos = join(import.meta.dirname, "../samples/photos");
/** From a kill to the parcel. */
const patienceSeconds = 120;

/** Kills the laptop in the middle of each station's work: every order ships, is printed once, and nothing is left. */
export async function killTheLaptop(): Promise<void> {
  const sources = await openSources({ "/slow.jpg": slowAtFirst(await picture(1300, 1800)) });
  const folder = await mkdtemp(join(tmpdir(), "printcloud-killed-"));
  const stage = await Stage.open(folder);
  try {
    const images = await stage.upload();
    const isFetching = async () => sources.asked.get("/slow.jpg") === 1;
    await stage.survive(inPrepare(card(`${sources.origin}/slow.jpg`), isFetching));
    await stage.survive(inRender(book(images)));
    await stage.survive(inDispatch(book(images)));
    await stage.survive(inDownload(book(images)));
    await stage.printedOnce();
    await stage.nothingIsLeft();
  } finally {
    await stage.laptop.kill();
    await sources.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One laptop that is killed again and again, on one folder and port. */
class Stage {
  readonly traces: Traces;
  readonly #port: number;
  readonly #orders: string[] = [];
  laptop: LaptopProcess;

  private constructor(laptop: LaptopProcess, traces: Traces, port: number) {
    this.laptop = laptop;
    this.traces = traces;
    this.#port = port;
  }

  static async open(folder: string): Promise<Stage> {
    const port = await freePort();
    return new Stage(await startLaptopProcess(folder, port), new Traces(folder), port);
  }

  get merchant(): Caller {
    return new Caller(this.laptop.api, this.laptop.key);
  }

  async upload(): Promise<string[]> {
    const client = new Client(this.laptop.api, this.laptop.key);
    const names = (await readdir(photos)).filter((name) => name.endsWith(".jpg")).slice(0, 3);
    return Promise.all(names.map((name) => client.upload(join(photos, name), "image/jpeg")));
  }

  async survive({ order, isThere, proof }: Moment): Promise<void> {
    await this.traces.mark();
    const { id } = await this.merchant.place(order);
    await soon(() => isThere(this, id));
    const orphans = await this.laptop.kill();
    const killedAt = performance.now();
    const temporary = await this.traces.temporary();
    await proof(this.traces);
    expect(orphans.length).toBeGreaterThan(0);
    await eventually(async () => expect(orphans.filter(({ pid }) => isAlive(pid))).toEqual([]), 3);
    this.laptop = await startLaptopProcess(this.traces.folder, this.#port);
    const now = await this.traces.temporary();
    expect(temporary.filter((name) => now.includes(name))).toEqual([]);
    this.#orders.push(id);
    const left = patienceSeconds - (performance.now() - killedAt) / 1000;
    await this.merchant.until(id, ({ items }) => items.every(({ state }) => isAtPress(state)), left);
  }

  async printedOnce(): Promise<void> {
    for (const id of this.#orders)
      expect((await this.merchant.settled(id, patienceSeconds)).state).toBe("shipped");
    const printed = await this.traces.printed();
    expect(new Set(printed).size).toBe(this.#orders.length);
    expect(printed).toHaveLength(this.#orders.length);
    expect(await this.traces.printed("test-chicago")).toEqual([]);
    const feed = await this.merchant.feed();
    expect(feed.map(({ position }) => position)).toEqual(feed.map((_, place) => place + 1));
  }

  async nothingIsLeft(): Promise<void> {
    expect(await this.traces.partial()).toEqual([]);
    const offspring = this.laptop.offspring();
    expect(await this.laptop.stop()).toBe(0);
    await eventually(async () => expect(offspring.filter(({ pid }) => isAlive(pid))).toEqual([]), 3);
    expect(await this.traces.temporary()).toEqual([]);
  }
}

/** From here on only the facility works: the next kill comes while it prints. */
function isAtPress(state: ItemState): boolean {
  return (
    itemStates.indexOf(state) >= itemStates.indexOf("accepted") && state !== "failed" && state !== "cancelled"
  );
}

/** Looks so often that a moment of some ten milliseconds is met. */
async function soon(isThere: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await isThere())) {
    if (performance.now() > deadline) throw new Error("the moment never came");
    await pause(1);
  }
}

/** Trickles the first time it is asked, so that a fetch stays in its middle. */
function slowAtFirst(content: Buffer): RequestListener {
  let asked = 0;
  return (_, response) => {
    asked += 1;
    response.writeHead(200, { "content-length": content.length });
    if (asked > 1) return response.end(content);
    response.write(content.subarray(0, 1000));
    const drip = setInterval(() => response.write("\0"), 500);
    response.on("close", () => clearInterval(drip));
    return response;
  };
}
