/** Pattern and an example for the countries most parcels go to; elsewhere anything is taken. */
const rows: Readonly<Record<string, readonly [pattern: RegExp, example: string]>> = {
  AT: [/^\d{4}$/, "1010"],
  AU: [/^\d{4}$/, "2000"],
  BE: [/^\d{4}$/, "1000"],
  BR: [/^\d{5}-?\d{3}$/, "01310-100"],
  CA: [/^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i, "K1A 0B1"],
  CH: [/^\d{4}$/, "8001"],
  CZ: [/^\d{3} ?\d{2}$/, "110 00"],
  DE: [/^\d{5}$/, "10115"],
  DK: [/^\d{4}$/, "1050"],
  ES: [/^\d{5}$/, "28001"],
  FI: [/^\d{5}$/, "00100"],
  FR: [/^\d{5}$/, "75001"],
  GB: [/^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i, "SW1A 1AA"],
  GR: [/^\d{3} ?\d{2}$/, "104 31"],
  HU: [/^\d{4}$/, "1051"],
  IE: [/^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i, "D02 AF30"],
  IN: [/^\d{6}$/, "110001"],
  IT: [/^\d{5}$/, "00118"],
  JP: [/^\d{3}-?\d{4}$/, "100-0001"],
  LU: [/^\d{4}$/, "1111"],
  MX: [/^\d{5}$/, "06000"],
  NL: [/^\d{4} ?[A-Z]{2}$/i, "1015 CN"],
  NO: [/^\d{4}$/, "0150"],
  NZ: [/^\d{4}$/, "6011"],
  PL: [/^\d{2}-?\d{3}$/, "00-001"],
  PT: [/^\d{4}-?\d{3}$/, "1000-001"],
  SE: [/^\d{3} ?\d{2}$/, "111 22"],
  SG: [/^\d{6}$/, "018956"],
  US: [/^\d{5}(-\d{4})?$/, "10001"],
  ZA: [/^\d{4}$/, "8001"],
};

/** An example where the code does not look like one of the country; undefined where it does or nobody can tell. */
export function betterPostalCode(countryCode: string, code: string): string | undefined {
  const [pattern, example] = rows[countryCode] ?? [];
  return pattern && !pattern.test(code.trim()) ? example : undefined;
}
