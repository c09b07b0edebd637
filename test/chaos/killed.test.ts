import { beforeAll, test } from "vitest";
import { killFunctions } from "./killed-functions.ts";
import { killTheLaptop } from "./killed-laptop.ts";
import { synthesised } from "./opened.ts";

beforeAll(async () => void (await synthesised()));

/** Four deaths in the middle of work, each with a start and a minute's wait for what the dead held. */
const patienceMs = 360_000;

// At the same time, for the one waits a minute for the messages of the dead.
test.concurrent(
  "orders ship and are printed once although the laptop is killed in the middle of prepare, render, dispatch and download",
  killTheLaptop,
  patienceMs,
);

test.concurrent(
  "ten orders ship once each although functions are killed at work, and the feed has no gap",
  killFunctions,
  patienceMs,
);
