import { type PDFDict, PDFName, type PDFObject, PDFStream } from "pdf-lib";
import type { Box } from "./boxes.ts";
import { decoded } from "./decoded.ts";
import { isEmbedded, isStandardFont, nameOfFont } from "./fonts.ts";
import { composed, type Matrix, mapped, matrixFrom } from "./matrix.ts";
import { dictIn, dictOf, entry, nameIn, numberIn, numbersIn } from "./objects.ts";
import { type Operand, readOperators } from "./operators.ts";
import { type Line, StraightPath } from "./straight-path.ts";

/** A picture where it is drawn: effective resolution, and where on the sheet, in points. */
export interface DrawnPicture {
  readonly dpi: number;
  readonly onto: Box;
}

/** What a page's operators do, seen without drawing any of it. */
export interface PageUse {
  readonly pictures: DrawnPicture[];
  /** Lines of one segment, stroked: crop marks are such. */
  readonly lines: Line[];
  /** Fonts that letters were shown in and that are not in the file. */
  readonly foreignFonts: Set<string>;
  /** Those of them whose letters no other program knows. */
  readonly unknownFonts: Set<string>;
  /** Such fonts of letters that are only there to be searched. */
  readonly invisibleFonts: Set<PDFDict>;
  /** Letters are seen on it. */
  letters: boolean;
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

/** Follows a page's operators through its forms; `toSheet` takes its space to the sheet's points. */
export function usedBy(content: Uint8Array, resources: PDFDict, toSheet: Matrix): PageUse {
  const use: PageUse = {
    pictures: [],
    lines: [],
    foreignFonts: new Set(),
    unknownFonts: new Set(),
    invisibleFonts: new Set(),
    letters: false,
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
    if (!invisible) this.#use.letters = true;
    if (!font || isEmbedded(font)) return;
    if (invisible) this.#use.invisibleFonts.add(font);
    else this.#use.foreignFonts.add(nameOfFont(font));
    if (!invisible && !isStandardFont(font)) this.#use.unknownFonts.add(nameOfFont(font));
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

function named(resources: PDFDict, kind: string, operand: Operand | undefined): PDFDict | undefined {
  return dictOf(namedObject(resources, kind, operand));
}

function namedObject(resources: PDFDict, kind: string, operand: Operand | undefined): PDFObject | undefined {
  if (typeof operand !== "string") return undefined;
  return dictIn(resources, kind)?.lookup(PDFName.of(operand.slice(1)));
}
