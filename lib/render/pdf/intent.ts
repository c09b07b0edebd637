import { deflateSync } from "node:zlib";

/** The printing condition a PDF/X-4 is made for: its registered name and the printer-class profile of it. */
export interface Intent {
  readonly identifier: string;
  readonly info: string;
  /** An ICC profile of class `prtr`. */
  readonly profile: Uint8Array;
  readonly channels: 3 | 4;
}

/** Where printing conditions have their names from. */
const registry = "http://www.color.org";

/** Dictionary entries of an output intent whose profile is object number `profile`. */
export function intentEntries({ identifier, info }: Intent, profile: number): string {
  const names = `/OutputConditionIdentifier (${identifier}) /RegistryName (${registry}) /Info (${info})`;
  return `/Type /OutputIntent /S /GTS_PDFX ${names} /DestOutputProfile ${profile} 0 R`;
}

/** Dictionary entries of a profile's stream besides its length. */
export function profileEntries(channels: number): string {
  return `/N ${channels} /Filter /FlateDecode`;
}

/** A profile as its stream holds it. */
export function profileStream(profile: Uint8Array): Uint8Array {
  return deflateSync(profile);
}
