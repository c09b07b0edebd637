import { expect } from "vitest";
import { testWith } from "../tools.ts";
import { once, start } from "./clients.ts";
import { cupsTools, openCups } from "./cups.ts";
import { openPlatform } from "./platform.ts";

testWith(
  cupsTools,
  "a queue of CUPS gets the file once, and has printed when its job is completed",
  async () => {
    const cups = await openCups();
    const platform = await openPlatform();
    const ticket = await platform.publish();
    const press = { to: "lp" as const, queue: "press", options: [], when: {}, roles: ["inside" as const] };
    await (await start(platform, { once, outputs: [press] })).done;
    expect(await cups.printed()).toEqual([ticket.files.get("inside.pdf")]);
    const words = (await platform.statuses()).map(({ status }) => status);
    expect(words.slice(0, 3)).toEqual(["accepted", "printing", "printed"]);
  },
);
