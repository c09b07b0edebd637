import type { PDFObject } from "pdf-lib";
import type { Found } from "../pdf/entries.ts";
import type { Budget } from "./budget.ts";
import { type HiddenLayers, isHidden } from "./layers.ts";
import type { Mark, Text } from "./marks.ts";
import { type Box, identity, isTurnedOut, type Matrix, overlap } from "./matrix.ts";
import { Outline } from "./outline.ts";
import type { GraphicsState } from "./state.ts";

/** What every page of a document is drawn with. */
export interface Desk {
  readonly budget: Budget;
  readonly hidden: HiddenLayers;
  readonly tell: (mark: Mark) => void;
}

/** Runs content with resources; the pen is given so that forms can be drawn within each other. */
export type Run = (pen: Pen, bytes: Uint8Array) => void;

type Bare<M> = M extends Mark ? Omit<M, "page" | "visible"> : never;

/** Draws one page: keeps the graphics state and tells every mark that reaches the paper. */
export class Pen {
  readonly desk: Desk;
  readonly page: number;
  readonly run: Run;
  readonly outline = new Outline();
  state: GraphicsState;
  resources: Found;
  /** Where patterns hang: the space of the page or form that is being drawn. */
  base: Matrix;
  textMatrix: Matrix = identity;
  lineMatrix: Matrix = identity;
  /** How far within masks; what is drawn there is no ink. */
  masked = 0;
  depth = 0;
  /** Forms and patterns that are being drawn now: those within themselves are left out. */
  readonly open = new Set<PDFObject>();
  /** Patterns and glyphs that the page has shown already. */
  readonly shown = new Set<PDFObject>();
  /** One entry for each marked content that is open: whether its layer is off. */
  readonly marked: boolean[] = [];
  #saved: GraphicsState[] = [];

  constructor(
    desk: Desk,
    page: number,
    { state, resources, run }: { state: GraphicsState; resources: Found; run: Run },
  ) {
    this.desk = desk;
    this.page = page;
    this.state = state;
    this.resources = resources;
    this.base = state.ctm;
    this.run = run;
  }

  set(change: Partial<GraphicsState>): void {
    this.state = { ...this.state, ...change };
  }

  save(): void {
    this.#saved.push(this.state);
  }

  restore(): void {
    this.state = this.#saved.pop() ?? this.state;
  }

  /** Draws something that has a state of its own, such as a form, and forgets what it did to ours. */
  within(draw: () => void): void {
    const { state, resources, base, textMatrix, lineMatrix } = this;
    const saved = this.#saved;
    const marked = this.marked.length;
    this.#saved = [];
    this.desk.budget.depth(++this.depth);
    try {
      draw();
    } finally {
      this.depth--;
      this.#saved = saved;
      this.marked.length = marked;
      Object.assign(this, { state, resources, base, textMatrix, lineMatrix });
    }
  }

  tell(mark: Bare<Mark>): void {
    this.desk.tell({ ...mark, page: this.page, visible: this.#isVisible(mark.box) } as Mark);
  }

  /** How fills are painted now. */
  filling(): Pick<Text, "paint" | "overprint" | "overprintMode"> {
    const { fill, overprintFill, overprintMode } = this.state;
    return { paint: fill, overprint: overprintFill, overprintMode };
  }

  /** How strokes are painted now. */
  stroking(): Pick<Text, "paint" | "overprint" | "overprintMode"> {
    const { stroke, overprintStroke, overprintMode } = this.state;
    return { paint: stroke, overprint: overprintStroke, overprintMode };
  }

  isOff(layer: Found): boolean {
    return isHidden(layer, this.desk.hidden);
  }

  #isVisible(box: Box): boolean {
    return this.masked === 0 && !this.marked.includes(true) && !isTurnedOut(overlap(box, this.state.clip));
  }
}
