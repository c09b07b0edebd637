import { type PDFDict, PDFName, type PDFObject, PDFStream } from "pdf-lib";
import type { Box } from "./boxes.ts";
import { decoded } from "./decoded.ts";
import { isEmbedded, nameOfFont } from "./fonts.ts";
import { composed, type Matrix, mapped, matrixFrom } from "./matrix.ts";
import { dictIn, dictOf, entry, nameIn, numberIn, numbersIn } from "./objects.ts";
import { type Operand, readOperators } from "./operators.ts";

/** A picture where it is drawn: effective resolution, and where on the sheet, in points. */
export interface DrawnPicture {
  readonly dpi: number;
  readonly onto: Box;
}

/** A straight line as it is drawn, in points of the sheet. */
export type Line = readonly [x1: number, y1: number, x2: number, y2: number];

/** What a page's operators do, seen without drawing any of it. */
export interface PageUse {
  readonly pictures: DrawnPicture[];
  /** Lines of one segment, stroked: crop marks are such. */
  readonly lines: Line[];
  /** Fonts that letters were shown in and that are not in the file. */
  readonly foreignFonts: Set<string>;
  /** Such fonts of letters that are only there to be searched. */
  readonly invisibleFonts: Set<PDFDict>;
  /** Plain RGB or inks were named by an operator or in a picture of the page's own. */
  rgb: boolean;
  cmyk: boolean;
  /** A picture within the operators is packed in a way that may not be printed. */
  inlineLzw: boolean;
  /** A drawing was cut off: the rest of it is missing. */
  cutOff: boolean;
}

/** Deeper drawings in drawings are loops; more operators than a map has are an attack. */
const maxDepth = 16;
const maxOperators = 5_000_000;
const maxLines = 20_000;

/** Follows a page's operators through its forms; `toSheet` takes its space to the sheet's points. */
export function usedBy(content: Uint8Array, resources: PDFDict, toSheet: Matrix): PageUse {
  const use: PageUse = {
    pictures: [],
    lines: [],
    foreignFonts: new Set(),
    invisibleFonts: new Set(),
    rgb: false,
    cmyk: false,
    inlineLzw: false,
    cutOff: false,
  };
  new Walk(use).follow(content, resources, { matrix: toSheet, depth: 0 });
  return use;
}

interface State {
  matrix: Matrix;
  font: PDFDict | undefined;
  invisible: boolean;
}

/** One content stream as it is followed: what is in force, and what was put aside by `q`. */
interface Scene {
  readonly resources: PDFDict;
  readonly depth: number;
  readonly path: StraightPath;
  readonly stack: State[];
  state: State;
}

interface Place {
  readonly matrix: Matrix;
  readonly depth: number;
}

const showsText = ["Tj", "TJ", "'", '"'];
const strokes = new Set(["S", "s", "B", "b", "B*", "b*"]);
const endsPath = new Set([...strokes, "f", "F", "f*", "n"]);

type Turn = (scene: Scene, operands: readonly Operand[]) => void;

class Walk {
  readonly #use: PageUse;
  readonly #asides = new Set<PDFObject>();
  #operators = 0;

  constructor(use: PageUse) {
    this.#use = use;
  }

  follow(content: Uint8Array, resources: PDFDict, { matrix, depth }: Place): void {
    if (depth > maxDepth) return;
    const state: State = { matrix, font: undefined, invisible: false };
    const scene = { resources, depth, path: new StraightPath(this.#use.lines), stack: [], state };
    readOperators(content, (operator, operands) => this.#hear(scene, operator, operands));
  }

  #hear(scene: Scene, operator: string, operands: readonly Operand[]): void {
    if (++this.#operators > maxOperators) throw new Error("it has too many operators");
    const turn = this.#turns.get(operator);
    if (turn) turn(scene, operands);
    else scene.path.hear(operator, operands, scene.state.matrix);
  }

  readonly #turns: ReadonlyMap<string, Turn> = new Map<string, Turn>([
    ["q", ({ stack, state }) => stack.push({ ...state })],
    ["Q", (scene) => Object.assign(scene, { state: scene.stack.pop() ?? scene.state })],
    ["cm", ({ state }, operands) => Object.assign(state, { matrix: moved(operands, state.matrix) })],
    ["Do", (scene, [name]) => this.#draw(name, scene)],
    ["rg", () => this.#space("/DeviceRGB")],
    ["RG", () => this.#space("/DeviceRGB")],
    ["k", () => this.#space("/DeviceCMYK")],
    ["K", () => this.#space("/DeviceCMYK")],
    ["cs", (_, [name]) => this.#space(name)],
    ["CS", (_, [name]) => this.#space(name)],
    ["BI", ({ state }, operands) => this.#inline(operands, state.matrix)],
    ["Tf", (scene, [name]) => this.#font(scene, name)],
    ["gs", ({ resources }, [name]) => this.#softMask(named(resources, "ExtGState", name))],
    ["scn", (scene, operands) => this.#pattern(scene, operands)],
    ["SCN", (scene, operands) => this.#pattern(scene, operands)],
    ["Tr", ({ state }, [mode]) => Object.assign(state, { invisible: mode === 3 })],
    ...showsText.map((show): [string, Turn] => [show, ({ state }) => this.#show(state)]),
  ]);

  #space(operand: Operand | undefined): void {
    if (operand === "/DeviceRGB" || operand === "/RGB") this.#use.rgb = true;
    if (operand === "/DeviceCMYK" || operand === "/CMYK") this.#use.cmyk = true;
  }

  /** Letters of a Type 3 font are drawings: what they use is used. */
  #font({ state, resources }: Scene, name: Operand | undefined): void {
    state.font = named(resources, "Font", name);
    const letters = state.font && dictIn(state.font, "CharProcs");
    const own = state.font && dictIn(state.font, "Resources");
    for (const key of letters?.keys() ?? []) this.#aside(letters?.lookup(key), own ?? resources);
  }

  #softMask(state: PDFDict | undefined): void {
    const mask = state && dictIn(state, "SMask");
    if (mask) this.#aside(entry(mask, "G"), mask);
  }

  #pattern({ resources }: Scene, operands: readonly Operand[]): void {
    this.#aside(namedObject(resources, "Pattern", operands.at(-1)), resources);
  }

  /** Follows a drawing that stands nowhere itself, once: its fonts and colours count, its pictures have no size. */
  #aside(drawing: PDFObject | undefined, resources: PDFDict): void {
    if (!(drawing instanceof PDFStream) || this.#asides.has(drawing)) return;
    this.#asides.add(drawing);
    const own = dictIn(drawing.dict, "Resources") ?? resources;
    this.follow(decoded(drawing).bytes, own, { matrix: nowhere, depth: 1 });
  }

  #show({ font, invisible }: State): void {
    if (!font || isEmbedded(font)) return;
    if (invisible) this.#use.invisibleFonts.add(font);
    else this.#use.foreignFonts.add(nameOfFont(font));
  }

  #inline(operands: readonly Operand[], matrix: Matrix): void {
    const value = (...keys: string[]) =>
      operands[operands.findIndex((key) => keys.includes(String(key))) + 1];
    const filter = operands.some((operand) => operand === "/LZW" || operand === "/LZWDecode");
    if (filter) this.#use.inlineLzw = true;
    this.#space(value("/CS", "/ColorSpace"));
    this.#picture(Number(value("/W", "/Width")), Number(value("/H", "/Height")), matrix);
  }

  #picture(width: number, height: number, matrix: Matrix): void {
    const across = width / (Math.hypot(matrix[0], matrix[1]) / 72);
    const down = height / (Math.hypot(matrix[2], matrix[3]) / 72);
    const dpi = Math.min(across, down);
    // A few pixels are a fill or a blend, meant to be smooth or flat at any size.
    if (Number.isFinite(dpi) && Math.min(width, height) > fillPx)
      this.#use.pictures.push({ dpi, onto: mapped([0, 0, 1, 1], matrix) });
  }

  #draw(operand: Operand | undefined, { resources, depth, state: { matrix } }: Scene): void {
    const drawing = namedObject(resources, "XObject", operand);
    if (!(drawing instanceof PDFStream)) return;
    const { dict } = drawing;
    if (nameIn(dict, "Subtype") === "Image")
      this.#picture(numberIn(dict, "Width") ?? 0, numberIn(dict, "Height") ?? 0, matrix);
    if (nameIn(dict, "Subtype") !== "Form") return;
    const { bytes, whole } = decoded(drawing);
    if (!whole) this.#use.cutOff = true;
    const inner = composed(matrixFrom(numbersIn(dict, "Matrix")), matrix);
    this.follow(bytes, dictIn(dict, "Resources") ?? resources, { matrix: inner, depth: depth + 1 });
  }
}

function moved(operands: readonly Operand[], matrix: Matrix): Matrix {
  return composed(matrixFrom(operands), matrix);
}

const nowhere: Matrix = [0, 0, 0, 0, 0, 0];
const fillPx = 8;

/** Follows paths as far as they are one straight line. */
class StraightPath {
  readonly #lines: Line[];
  #points: (readonly [number, number])[] = [];
  #straight: (readonly [readonly [number, number], readonly [number, number]])[] = [];

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  hear(operator: string, [x, y]: readonly Operand[], matrix: Matrix): void {
    if (operator === "m") this.#points = [[Number(x), Number(y)]];
    else if (operator === "l") this.#to([Number(x), Number(y)]);
    else if (endsPath.has(operator)) this.#end(strokes.has(operator), matrix);
  }

  #to(point: readonly [number, number]): void {
    const from = this.#points.at(-1);
    if (from && this.#straight.length < maxMarksInPath) this.#straight.push([from, point]);
    this.#points = [point];
  }

  #end(stroked: boolean, matrix: Matrix): void {
    if (stroked && this.#lines.length < maxLines)
      this.#lines.push(...this.#straight.map((line) => seen(line, matrix)));
    this.#straight = [];
    this.#points = [];
  }
}

/** All marks of a page may be one path. */
const maxMarksInPath = 64;

function seen(
  [[x1, y1], [x2, y2]]: readonly [readonly [number, number], readonly [number, number]],
  [a, b, c, d, e, f]: Matrix,
): Line {
  return [a * x1 + c * y1 + e, b * x1 + d * y1 + f, a * x2 + c * y2 + e, b * x2 + d * y2 + f];
}

function named(resources: PDFDict, kind: string, operand: Operand | undefined): PDFDict | undefined {
  return dictOf(namedObject(resources, kind, operand));
}

function namedObject(resources: PDFDict, kind: string, operand: Operand | undefined): PDFObject | undefined {
  if (typeof operand !== "string") return undefined;
  return dictIn(resources, kind)?.lookup(PDFName.of(operand.slice(1)));
}
