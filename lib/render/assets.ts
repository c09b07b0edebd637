import { join } from "node:path";

/**
 * Where a file that ships with this room lies: beside this module, and beside the bundle once bundled, which
 * takes `icc/` along.
 */
export function assetPath(...names: readonly string[]): string {
  return join(import.meta.dirname, ...names);
}
