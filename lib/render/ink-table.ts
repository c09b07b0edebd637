import { imageLibrary } from "./image-library.ts";
import { type InkLoop, inkLoop, levelsApart, nodeScale, nodesAlong } from "./ink-loop.ts";
import { brightness, limitInk, towardsBlue, towardsRed } from "./inks.ts";
import type { Press } from "./printing-condition.ts";

const nodeCount = nodesAlong ** 3;

const kept = new Map<string, Promise<InkLoop>>();

/**
 * Turns sRGB into a press's inks within their limit: by a table of what the profile makes of 35,937 colours, made once
 * in a process. What is mixed of nodes within the limit is within it.
 */
export function inksBy(press: Pick<Press, "path">, limitPercent: number): Promise<InkLoop> {
  const name = `${limitPercent} ${press.path}`;
  const loop = kept.get(name) ?? tableOf(press, limitPercent).then(inkLoop);
  kept.set(name, loop);
  return loop;
}

async function tableOf({ path }: Pick<Press, "path">, limitPercent: number): Promise<Int16Array> {
  const raw = { width: nodesAlong ** 2, height: nodesAlong, channels: 3 } as const;
  const sharp = await imageLibrary();
  const inks = await sharp(nodeColours(), { raw }).withIccProfile(path, { attach: false }).raw().toBuffer();
  if (inks.length !== nodeCount * 4) throw new Error("the image library made other than four inks");
  limitInk(inks, limitPercent);
  return withLastStep(nodesOf(inks));
}

/** The last node of each axis is white's own level, one less than its place. */
function nodeColours(): Buffer {
  const colours = Buffer.alloc(nodeCount * 3);
  const level = (place: number) => Math.min(255, (place % nodesAlong) * levelsApart);
  for (let node = 0; node < nodeCount; node++) {
    colours[3 * node] = level(Math.floor(node / nodesAlong ** 2));
    colours[3 * node + 1] = level(Math.floor(node / nodesAlong));
    colours[3 * node + 2] = level(node);
  }
  return colours;
}

/** Four channels each, in 1/65536 of a level. */
function nodesOf(inks: Uint8Array): Int32Array {
  const nodes = new Int32Array(inks.length);
  const full = 255 * 65_536;
  for (let at = 0; at < inks.length; at += 4) {
    const [c, m, y] = [inks[at] ?? 0, inks[at + 1] ?? 0, inks[at + 2] ?? 0];
    nodes[at] = full - brightness(c, m, y);
    nodes[at + 1] = full - towardsBlue(c, m, y);
    nodes[at + 2] = full - towardsRed(c, m, y);
    nodes[at + 3] = (inks[at + 3] ?? 0) * 65_536;
  }
  return nodes;
}

/** Moves the last nodes on from level 255 to their places at 256, in line with those before: 255 stays what it is. */
function withLastStep(nodes: Int32Array): Int16Array {
  const table = new Int16Array(nodes.length);
  for (let at = 0; at < nodes.length; at++) {
    const before = nodes[at - 4 * stepsBack(at >> 2)] ?? 0;
    const value = before + (((nodes[at] ?? 0) - before) * levelsApart) / (levelsApart - 1);
    table[at] = Math.round((value * nodeScale) / 65_536);
  }
  return table;
}

/** From a node to the one before it along each axis where it is the last; 0 within. */
function stepsBack(node: number): number {
  const last = nodesAlong - 1;
  const red = Math.floor(node / nodesAlong ** 2) === last ? nodesAlong ** 2 : 0;
  const green = Math.floor(node / nodesAlong) % nodesAlong === last ? nodesAlong : 0;
  return red + green + Number(node % nodesAlong === last);
}
