import { Rejected } from "../order/errors.ts";
import type { Measured } from "../order/measured.ts";
import type { Product } from "../order/product.ts";
import type { Content } from "./fetch.ts";
import { type Measurer, measureBatch } from "./measure-batch.ts";
import { countPages } from "./pages.ts";

/** A measured file on disk, as an engine takes it. */
interface Taken {
  readonly pointer: string;
  readonly path: string;
  readonly measured: Measured;
}

/** Measures a file as the only one that an order of this product has. Throws Rejected as `prepare` does. */
export async function takeOne(
  measurer: Measurer,
  { path, sha256, bytes }: Content & { readonly path: string },
  product: Product,
): Promise<Taken> {
  const [measurement] = await measureBatch(measurer, [path]);
  if (!measurement) throw new Rejected("damaged_file", "The file makes its reader answer nothing.");
  const pointer = measurement.type === "application/pdf" ? "/inside" : "/images/0";
  const measured = { pointer, sha256, bytes, ...measurement };
  countPages([measured], product);
  return { pointer, path, measured };
}
