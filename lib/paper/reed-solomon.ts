/** x^8 + x^5 + x^3 + x^2 + 1, the field of Data Matrix (ISO/IEC 16022). */
const fieldPolynomial = 0x12d;
const fieldSize = 256;

const powers: number[] = [];
const logs: number[] = [];
for (let power = 0, value = 1; power < fieldSize - 1; power++) {
  powers.push(value);
  logs[value] = power;
  value *= 2;
  if (value >= fieldSize) value ^= fieldPolynomial;
}

/** So many check bytes that follow the codewords; half as many wrong ones are found again. */
export function checkBytes(codewords: readonly number[], count: number): number[] {
  const generator = generatorOf(count);
  let rest = Array.from({ length: count }, () => 0);
  for (const codeword of codewords) {
    const factor = codeword ^ (rest[0] ?? 0);
    const shifted = [...rest.slice(1), 0];
    rest = shifted.map((value, place) => value ^ product(factor, generator[place] ?? 0));
  }
  return rest;
}

/** (x - 2)(x - 4)(x - 8)... without its first coefficient, which is 1; highest power first. */
function generatorOf(count: number): number[] {
  let found = [1];
  for (let root = 1; root <= count; root++) {
    const factor = powers[root] ?? 0;
    const scaled = [0, ...found.map((value) => product(value, factor))];
    found = scaled.map((value, place) => value ^ (found[place] ?? 0));
  }
  return found.slice(1);
}

function product(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return powers[((logs[a] ?? 0) + (logs[b] ?? 0)) % (fieldSize - 1)] ?? 0;
}
