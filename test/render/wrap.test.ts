import { expect, test } from "vitest";
import { renderItem } from "../../lib/render/engine.ts";
import type { Job } from "../../lib/render/job.ts";
import { testWith } from "../tools.ts";
import { type Drawn, drawn, jobOf, quarters, source } from "./bench.ts";

interface Wish {
  readonly options?: Job["options"];
  readonly fit?: Job["fit"];
  readonly px?: readonly [number, number];
}

async function canvasOf({ options = {}, fit = "fill", px: [width, height] = [400, 400] }: Wish) {
  const sources = [await source("/images/0", await quarters(width, height).jpeg({ quality: 95 }).toBuffer())];
  const product = { dpi: { info: 3, warning: 2, error: 1 } };
  const outcome = await renderItem(jobOf({ productId: "canvas-200x200", product, sources, options, fit }));
  const [made] = outcome.components;
  if (!made) throw new Error("nothing was made");
  return made;
}

/** The colours along a row of the wrapped sheet of 306 mm; its face lies from 53 to 253. */
async function row(wish: Wish, y = 100): Promise<string[]> {
  const look = await drawn((await canvasOf(wish)).path);
  return colours(look, y);
}

function colours(look: Drawn, y: number): string[] {
  return [20, 60, 140, 170, 246, 286].map((mm) => look.at(mm / 306, y / 306));
}

testWith(["pdftoppm"], "image wrap lays the picture out over face and bar", async () => {
  const across = ["red", "red", "red", "green", "green", "green"];
  expect(await row({ options: { wrap: "image" } })).toEqual(across);
  expect(await row({})).toEqual(across);
  // A picture twice as wide as high keeps all of its width from edge to edge of the cloth.
  const whole = await row({ options: { wrap: "image" }, fit: "fit", px: [400, 200] }, 140);
  expect(whole).toEqual(across);
});

testWith(["pdftoppm"], "mirror wrap keeps the picture on the face and runs its edges back", async () => {
  // Filling a face as high as wide cuts a quarter off on both sides: the picture has 100 mm of each colour left.
  const stripes = await canvasOf({ options: { wrap: "mirror" }, px: [400, 200] });
  const look = await drawn(stripes.path);
  expect(colours(look, 100)).toEqual(["red", "red", "red", "green", "green", "green"]);
  const edge = await drawn((await canvasOf({ options: { wrap: "mirror" } })).path, 1, 254);
  // Ten pixels a millimetre: what is 20 mm inside the face's edge at 53 mm is seen 20 mm outside it.
  expect(distance(edge.pixel(330, 800), edge.pixel(730, 800))).toBeLessThan(12);
});

testWith(
  ["pdftoppm"],
  "colour wrap surrounds the face with one colour, white where none is chosen",
  async () => {
    const options = { wrap: "colour", wrapColour: "#0000d0" };
    expect(await row({ options })).toEqual(["blue", "red", "red", "green", "green", "blue"]);
    expect(await row({ options: { wrap: "colour" } })).toEqual([
      "white",
      ...["red", "red", "green", "green"],
      "white",
    ]);
    const look = await drawn((await canvasOf({ options })).path, 1, 127);
    const firstRed = Array.from({ length: 1530 }, (_, x) => look.pixel(x, 500)).findIndex(([r]) => r > 150);
    // Five pixels a millimetre: the face begins at 53 mm.
    expect(Math.abs(firstRed / 5 - 53)).toBeLessThan(0.8);
  },
);

test("the face of a canvas is told with its file, from the corner of what is trimmed", async () => {
  const made = await canvasOf({});
  expect(made).toMatchObject({ trimMm: { width: 306, height: 306 }, bleedMm: 0 });
  expect(made.faceMm).toEqual({ left: 53, top: 53, width: 200, height: 200 });
});

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((channel, at) => Math.abs(channel - (other[at] ?? 0))));
}
