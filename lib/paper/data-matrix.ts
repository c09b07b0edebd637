import { codewordPlaces, type Place } from "./data-matrix-places.ts";
import { checkBytes } from "./reed-solomon.ts";

/** A square symbol: modules a side, codewords of text and of correction, regions a side. */
interface Symbol {
  readonly side: number;
  readonly text: number;
  readonly check: number;
  readonly regions: number;
}

const symbols: readonly Symbol[] = [
  { side: 10, text: 3, check: 5, regions: 1 },
  { side: 12, text: 5, check: 7, regions: 1 },
  { side: 14, text: 8, check: 10, regions: 1 },
  { side: 16, text: 12, check: 12, regions: 1 },
  { side: 18, text: 18, check: 14, regions: 1 },
  { side: 20, text: 22, check: 18, regions: 1 },
  { side: 22, text: 30, check: 20, regions: 1 },
  { side: 24, text: 36, check: 24, regions: 1 },
  { side: 26, text: 44, check: 28, regions: 1 },
  { side: 32, text: 62, check: 36, regions: 2 },
];

/**
 * A Data Matrix (ECC 200, ISO/IEC 16022) of ASCII text in the smallest square symbol that holds it: rows from the top,
 * true where it is dark, without the quiet zone of one module all round. Two digits take one codeword of at most 62.
 * Throws RangeError for text that is longer or not ASCII.
 */
export function dataMatrix(text: string): boolean[][] {
  const words = codewordsOf(text);
  const symbol = symbols.find((each) => words.length <= each.text);
  if (!symbol)
    throw new RangeError(`a Data Matrix of ${words.length} codewords is more than 32 modules wide`);
  const padded = [...words, ...paddingFor(words.length, symbol.text)];
  return drawn(symbol, [...padded, ...checkBytes(padded, symbol.check)]);
}

function codewordsOf(text: string): number[] {
  const parts = text.match(/\d\d|[\s\S]/g) ?? [];
  return parts.map((part) => {
    if (part.length === 2) return 130 + Number(part);
    const code = part.charCodeAt(0);
    if (code > 127) throw new RangeError(`a Data Matrix holds ASCII, not ${JSON.stringify(part)}`);
    return code + 1;
  });
}

const endOfText = 129;

/** Padding is scattered by its place, so that it makes no pattern. */
function paddingFor(used: number, room: number): number[] {
  return Array.from({ length: room - used }, (_, place) => {
    if (place === 0) return endOfText;
    const scattered = endOfText + ((149 * (used + place + 1)) % 253) + 1;
    return scattered > 254 ? scattered - 254 : scattered;
  });
}

function drawn({ side, regions }: Symbol, codewords: readonly number[]): boolean[][] {
  const places = codewordPlaces(side - 2 * regions);
  const pitch = side / regions;
  const line = Array.from({ length: side }, (_, place) => place);
  // Each region has a frame of one module.
  const inner = (place: number) => place - 1 - 2 * Math.floor(place / pitch);
  return line.map((row) =>
    line.map((column) => {
      const frame = frameAt(row % pitch, column % pitch, pitch);
      return frame ?? isDark(places, codewords, [inner(row), inner(column)]);
    }),
  );
}

/** A region's frame: solid left and below, dotted above and on the right; undefined inside. */
function frameAt(row: number, column: number, pitch: number): boolean | undefined {
  if (column === 0 || row === pitch - 1) return true;
  if (row === 0) return column % 2 === 0;
  return column === pitch - 1 ? row % 2 === 1 : undefined;
}

function isDark(
  places: readonly (readonly (Place | undefined)[])[],
  codewords: readonly number[],
  [row, column]: readonly [number, number],
): boolean {
  const place = places[row]?.[column];
  // Where no codeword reaches, the corner's diagonal is dark.
  if (!place) return (places.length - row) % 2 === (places.length - column) % 2;
  return (((codewords[place.codeword] ?? 0) >> (7 - place.bit)) & 1) === 1;
}
