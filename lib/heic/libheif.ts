import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import factory from "libheif-js/libheif-wasm/libheif.js";

/** An object of libheif's own memory. */
export interface Held {
  /** Set where it is an error instead. */
  readonly code?: unknown;
  readonly message?: string;
}

export interface DecodedImage extends Held {
  readonly image: Held;
  readonly channels: readonly {
    readonly data: Uint8Array;
    readonly stride: number;
    readonly width: number;
    readonly height: number;
  }[];
}

/** What is used of libheif, as its WebAssembly build for JavaScript shows it. */
export interface Libheif {
  readonly heif_error_code: { readonly heif_error_Ok: unknown };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: {
    readonly heif_chroma_interleaved_RGB: unknown;
    readonly heif_chroma_interleaved_RGBA: unknown;
  };
  heif_context_alloc(): Held;
  heif_context_free(context: Held): void;
  heif_context_read_from_memory(context: Held, file: Uint8Array): Held;
  heif_js_context_get_primary_image_handle(context: Held): Held;
  heif_image_handle_get_width(image: Held): number;
  heif_image_handle_get_height(image: Held): number;
  heif_image_handle_has_alpha_channel(image: Held): number;
  heif_image_handle_release(image: Held): void;
  heif_js_decode_image2(image: Held, colours: unknown, chroma: unknown): DecodedImage;
  heif_image_release(image: Held): void;
}

const file = "libheif.wasm";
/** In a bundle it lies beside the code, in the tree in its package. */
const places = [
  join(import.meta.dirname, file),
  join(import.meta.dirname, "../../node_modules/libheif-js/libheif-wasm", file),
];

interface Options {
  readonly wasmBinary: Uint8Array;
  /** Decoders grumble about broken files, and a capped child answers on its standard output. */
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}

let loaded: Libheif | undefined;

/** The library, compiled on first use: some 80 ms. */
export function libheif(): Libheif {
  loaded ??= opened();
  return loaded;
}

/** The next use compiles it anew. */
export function forgetLibheif(): void {
  loaded = undefined;
}

function opened(): Libheif {
  const place = places.find((each) => existsSync(each));
  if (place === undefined) throw new Error(`${file} is missing beside the code and in its package`);
  // The package's types describe an ES module, its file is CommonJS.
  const open = factory as unknown as (options: Options) => Libheif;
  const mute = () => {};
  return open({ wasmBinary: readFileSync(place), print: mute, printErr: mute });
}
