/** A file or folder that code reads at run time from beside its own module: `join(import.meta.dirname, "icc", ...)`. */
export interface Companion {
  /** A bundle that holds a module under this path needs it. */
  readonly module: string;
  readonly from: string;
  /** Place in the bundle's folder, the same as seen from the module. */
  readonly to: string;
}

/** Everything that bundles need and esbuild does not see. */
export const companions: readonly Companion[] = [
  { module: "lib/typeface/typeface.ts", from: "lib/typeface/font", to: "font" },
  { module: "lib/render/assets.ts", from: "lib/render/icc", to: "icc" },
  {
    module: "node_modules/@hyzyla/pdfium/",
    from: "node_modules/@hyzyla/pdfium/dist/pdfium.wasm",
    to: "pdfium.wasm",
  },
  {
    module: "node_modules/libheif-js/",
    from: "node_modules/libheif-js/libheif-wasm/libheif.wasm",
    to: "libheif.wasm",
  },
];
