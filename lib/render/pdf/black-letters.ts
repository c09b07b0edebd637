import { PDFArray, type PDFDict, PDFName, type PDFObject } from "pdf-lib";
import { dictIn, dictOf, entry, numberIn } from "./objects.ts";
import { isOpaqueState } from "./opacity.ts";
import { type Operand, readOperators } from "./operators.ts";

/** Graphics states that switch overprinting on and off again. */
export const overprinting = { on: "PcOverprint", off: "PcKnockout" } as const;

/** What letters are drawn with. */
interface Pen {
  /** Operators that choose the colour in force again, where it is a black of another kind than ink; else null. */
  black: string | null;
  space: string;
  filled: boolean;
  opaque: boolean;
  /** False once the page has a say in overprinting itself. */
  free: boolean;
}

const shows = new Set(["Tj", "TJ", "'", '"']);
/** Between letters, without a mark of their own. */
const quiet = new Set("Tf Td TD Tm T* Tc Tw Tz TL Ts BT ET BMC BDC EMC MP DP".split(" "));

/**
 * Operators with letters in black of RGB or grey set in black ink alone, which overprints: four inks never meet exactly
 * on something that small. Nothing else changes its colour. Null where there is no such letter. Of a form, of which it
 * is not known what it is drawn with, only what it chooses itself.
 */
export function withBlackLetters(content: Uint8Array, resources: PDFDict, isPage: boolean): Buffer | null {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString("latin1");
  const writer = new Rewriter(text, resources, isPage);
  readOperators(content, (operator, operands, from) => writer.hear(operator, operands, from));
  return writer.end();
}

type Turn = (operands: readonly Operand[]) => void;

class Rewriter {
  readonly #text: string;
  readonly #resources: PDFDict;
  readonly #pieces: string[] = [];
  readonly #stack: Pen[] = [];
  #pen: Pen;
  #done = 0;
  /** What undoes the switch to ink that is in force. */
  #undo: string | null = null;

  constructor(text: string, resources: PDFDict, isPage: boolean) {
    this.#text = text;
    this.#resources = resources;
    const black = isPage ? "0 g" : null;
    this.#pen = { black, space: "/DeviceGray", filled: true, opaque: true, free: isPage };
  }

  hear(operator: string, operands: readonly Operand[], from: number): void {
    if (shows.has(operator)) this.#show(from);
    else if (!quiet.has(operator)) {
      this.#restore(from);
      this.#turns.get(operator)?.(operands);
    }
  }

  end(): Buffer | null {
    if (this.#pieces.length === 0) return null;
    return Buffer.from(this.#pieces.join("") + this.#text.slice(this.#done), "latin1");
  }

  #show(from: number): void {
    const { black, filled, opaque, free } = this.#pen;
    if (this.#undo !== null || black === null || !filled || !opaque) return;
    this.#insert(from, free ? `0 0 0 1 k /${overprinting.on} gs` : "0 0 0 1 k");
    this.#undo = free ? `${black} /${overprinting.off} gs` : black;
  }

  #restore(from: number): void {
    if (this.#undo !== null) this.#insert(from, this.#undo);
    this.#undo = null;
  }

  #insert(from: number, operators: string): void {
    // What stands before need not end in white space: `Tf(letters)Tj`.
    this.#pieces.push(this.#text.slice(this.#done, from), `\n${operators}\n`);
    this.#done = from;
  }

  readonly #turns: ReadonlyMap<string, Turn> = new Map<string, Turn>([
    ["q", () => this.#stack.push({ ...this.#pen })],
    ["Q", () => this.#pop()],
    ["g", (operands) => this.#choose("/DeviceGray", operands, "0 g")],
    ["rg", (operands) => this.#choose("/DeviceRGB", operands, "0 0 0 rg")],
    ["k", () => this.#other("/DeviceCMYK")],
    ["cs", ([space]) => this.#other(String(space))],
    ["sc", (operands) => this.#inSpace(operands)],
    ["scn", (operands) => this.#inSpace(operands)],
    ["Tr", ([mode]) => Object.assign(this.#pen, { filled: mode === 0 })],
    ["gs", ([name]) => this.#state(name)],
  ]);

  #pop(): void {
    this.#pen = this.#stack.pop() ?? this.#pen;
  }

  #other(space: string): void {
    Object.assign(this.#pen, { space, black: null });
  }

  #choose(space: string, operands: readonly Operand[], black: string): void {
    const isBlack = operands.length > 0 && operands.every((value) => value === 0);
    Object.assign(this.#pen, { space, black: isBlack ? black : null });
  }

  #inSpace(operands: readonly Operand[]): void {
    const { space } = this.#pen;
    const isKnown = channelsOf(space, this.#resources) === operands.length;
    this.#choose(space, isKnown ? operands : [], `${space} cs ${operands.join(" ")} sc`);
  }

  #state(name: Operand | undefined): void {
    const states = dictIn(this.#resources, "ExtGState");
    const state = typeof name === "string" ? dictOf(states?.lookup(PDFName.of(name.slice(1)))) : undefined;
    if (!state) return;
    const has = (...keys: string[]) => keys.some((key) => state.has(PDFName.of(key)));
    if (has("OP", "op", "OPM")) this.#pen.free = false;
    if (has("ca", "CA", "BM", "SMask")) this.#pen.opaque = isOpaqueState(state);
  }
}

const deviceChannels = new Map([
  ["/DeviceGray", 1],
  ["/DeviceRGB", 3],
  ["/CalGray", 1],
  ["/CalRGB", 3],
]);

/** Channels of a colour space in which nothing but zeros is black: grey and RGB; undefined of all others. */
function channelsOf(space: string, resources: PDFDict): number | undefined {
  const plain = deviceChannels.get(space);
  const named = plain ? undefined : dictIn(resources, "ColorSpace")?.lookup(PDFName.of(space.slice(1)));
  return plain ?? (named && channelsIn(named));
}

function channelsIn(space: PDFObject): number | undefined {
  if (!(space instanceof PDFArray)) return deviceChannels.get(String(space));
  const kind = String(space.lookup(0));
  const profile = kind === "/ICCBased" ? dictOf(space.lookup(1)) : undefined;
  const channels = profile && entry(profile, "N") ? numberIn(profile, "N") : deviceChannels.get(kind);
  return channels === 1 || channels === 3 ? channels : undefined;
}
