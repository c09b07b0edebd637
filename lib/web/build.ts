import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, type BuildResult, build } from "esbuild";
import { buttonVersion } from "./button/version.ts";
import { shopPictures } from "./shop/pictures.ts";

/*
 * The browser's files, ready to be served. A file `a/b` of the folder is what answers `GET /a/b`; pages link each other as
 * `/shop/index.html`, so nobody has to guess what a folder answers (`bin/site.ts` lets `/shop` do too). Two pages answer for every id, with headers of the
 * storefront's making: `checkout/index.html` for `/checkout/{publicationId}`, `tracking/index.html` for `/track/{token}`.
 * Merchants' sites load `/button/*`: it needs `access-control-allow-origin: *`, `cross-origin-resource-policy: cross-origin`.
 * All of ours work under `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self';
 * img-src 'self' <where files are>; base-uri 'none'; require-trusted-types-for 'script'`. The shop's pages name what they
 * sell as `{{book}}` and `{{essay}}` (publication ids) and `{{key}}`: `stocked` in `lib/web/shop/stocked.ts` fills that in.
 */

/** How long a file may be kept: `evergreen` minutes, `immutable` for ever (its name changes with it), `page` not at all. */
type Keep = "evergreen" | "immutable" | "page";

interface WebFile {
  /** Below the folder and below the site, e.g. `button/v1.js`. */
  readonly path: string;
  readonly contentType: string;
  readonly keep: Keep;
}

/** What was built; `button/manifest.json` says the same. */
export interface Web {
  readonly button: { readonly version: string; readonly path: string; readonly integrity: string };
  readonly files: readonly WebFile[];
}

const here = import.meta.dirname;
const assets = "assets";
const manifest = "button/manifest.json";

/** Where the parts of the pages are; hashed names, so that they may be kept for ever. */
const entries = {
  checkout: [
    new URL("./checkout/main.tsx", import.meta.url),
    new URL("./checkout/checkout.css", import.meta.url),
  ],
  track: [
    new URL("./tracking/main.tsx", import.meta.url),
    new URL("./tracking/tracking.css", import.meta.url),
  ],
  button: [new URL("./builder/main.tsx", import.meta.url), new URL("./builder/builder.css", import.meta.url)],
  shop: [new URL("./shop/shop.css", import.meta.url)],
} as const;

/** Each page with the folder of its sources and the entries it uses. */
const pages = [
  { path: "checkout/index.html", source: "checkout/index.html", uses: entries.checkout },
  { path: "tracking/index.html", source: "tracking/index.html", uses: entries.track },
  { path: "builder/index.html", source: "builder/index.html", uses: entries.button },
  { path: "not-found.html", source: "shop/not-found.html", uses: entries.shop },
  { path: "shop/index.html", source: "shop/index.html", uses: entries.shop },
  { path: "shop/high-country.html", source: "shop/high-country.html", uses: entries.shop },
  { path: "shop/engraving.html", source: "shop/engraving.html", uses: entries.shop },
] as const;

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "none",
  absWorkingDir: here,
  metafile: true,
  write: false,
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Builds everything into an empty folder and answers what is there. */
export async function buildWeb(outFolder: string): Promise<Web> {
  await rm(outFolder, { recursive: true, force: true });
  const [button, parts, pictures] = await Promise.all([buildButton(), buildParts(), shopPictures()]);
  const icon = ["icon.svg", await readFile(join(here, "look/icon.svg"))] as const;
  const made = new Map<string, Uint8Array>([icon, ...button.files, ...parts.files, ...pictures]);
  for (const page of pages) made.set(page.path, await pageWith(page, parts.addresses));
  const web: Web = { button: button.released, files: [...made.keys(), manifest].sort().map(described) };
  made.set(manifest, Buffer.from(JSON.stringify(web, null, 1)));
  for (const [path, bytes] of made) await put(join(outFolder, path), bytes);
  return web;
}

/** A classic script: a module would not know where it came from. */
async function buildButton() {
  const built = await build({ ...common, entryPoints: ["button/main.ts"], format: "iife" });
  const bytes = onlyFile(built);
  const path = `/button/${buttonVersion}.js`;
  const integrity = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  return {
    released: { version: buttonVersion, path, integrity },
    files: [
      ["button/v1.js", bytes],
      [path.slice(1), bytes],
    ] as const,
  };
}

function onlyFile({ outputFiles }: BuildResult): Uint8Array {
  const [file, ...more] = outputFiles ?? [];
  if (!file || more.length > 0) throw new Error("the button must be one file");
  return file.contents;
}

async function buildParts() {
  const files = Object.values(entries)
    .flat()
    .map((url) => fileURLToPath(url));
  const outdir = join(here, assets);
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: Object.fromEntries(files.map((file) => [nameOf(file), file])),
    outdir,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  return {
    files: outputFiles.map(({ path, contents }) => [path.slice(here.length + 1), contents] as const),
    addresses: addressesIn(metafile.outputs),
  };
}

/** Addresses by source: of an entry itself, then of the chunks that it needs at once. */
function addressesIn(
  outputs: NonNullable<BuildResult["metafile"]>["outputs"],
): ReadonlyMap<string, readonly string[]> {
  const found = Object.entries(outputs).flatMap(([path, { entryPoint, imports }]) => {
    const needed = imports.filter(({ kind }) => kind === "import-statement").map((chunk) => `/${chunk.path}`);
    return entryPoint ? [[join(here, entryPoint), [`/${path}`, ...needed]] as const] : [];
  });
  return new Map(found);
}

async function pageWith(
  { source, uses }: (typeof pages)[number],
  addresses: ReadonlyMap<string, readonly string[]>,
): Promise<Uint8Array> {
  let text = await readFile(join(here, source), "utf8");
  for (const file of uses.map((url) => fileURLToPath(url))) {
    const [address = "", ...chunks] = addresses.get(file) ?? [];
    const ahead = chunks.map((chunk) => `<link rel="modulepreload" href="${chunk}">`).join("");
    text = text
      .replace(`./${file.slice(dirname(file).length + 1)}`, address)
      .replace("</head>", `${ahead}</head>`);
  }
  return Buffer.from(text);
}

const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  webp: "image/webp",
  svg: "image/svg+xml",
  json: "application/json",
};

function described(path: string): WebFile {
  const contentType = types[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  return { path, contentType, keep: keepOf(path) };
}

function keepOf(path: string): Keep {
  if (path.endsWith(".html")) return "page";
  const isNamedByContent = path.startsWith(assets) || path === `button/${buttonVersion}.js`;
  return isNamedByContent ? "immutable" : "evergreen";
}

/** `checkout/main.tsx` is built as `checkout-main`: names of one folder must differ. */
function nameOf(file: string): string {
  const [folder = "", name = ""] = file.slice(here.length + 1).split("/");
  return name.startsWith("main.") ? folder : `${folder}-look`;
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
