import type { Found } from "../pdf/entries.ts";
import { type ColourSpace, deviceSpace } from "./colour-space.ts";
import { type Inks, inksOf } from "./ink.ts";
import type { Box, Matrix } from "./matrix.ts";

/** What fills or strokes are painted with. */
export interface Paint {
  readonly space: ColourSpace;
  readonly values: readonly number[];
  /** Undefined where only colour management knows. */
  readonly inks: Inks | undefined;
  readonly pattern: Found;
}

export interface TextState {
  readonly font: Found;
  readonly size: number;
  readonly mode: number;
  /** Horizontal, 1 being 100%. */
  readonly stretch: number;
  readonly leading: number;
  readonly letterGap: number;
  readonly wordGap: number;
}

/** The graphics state; every change makes a new one, so that `q` only has to remember it. */
export interface GraphicsState {
  readonly ctm: Matrix;
  readonly fill: Paint;
  readonly stroke: Paint;
  readonly lineWidth: number;
  readonly text: TextState;
  readonly overprintFill: boolean;
  readonly overprintStroke: boolean;
  readonly overprintMode: number;
  readonly clip: Box;
}

export function paintOf(space: ColourSpace, values: readonly number[], pattern?: Found): Paint {
  return { space, values, inks: inksOf(space, values), pattern };
}

/** How a page starts. */
export function initialState(ctm: Matrix, clip: Box): GraphicsState {
  const black = paintOf(deviceSpace("DeviceGray", undefined), [0]);
  return {
    ctm,
    fill: black,
    stroke: black,
    lineWidth: 1,
    text: { font: undefined, size: 0, mode: 0, stretch: 1, leading: 0, letterGap: 0, wordGap: 0 },
    overprintFill: false,
    overprintStroke: false,
    overprintMode: 0,
    clip,
  };
}
