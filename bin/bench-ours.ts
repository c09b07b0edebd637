import { writePictureBook } from "../lib/render/document.ts";
import { inFlight } from "../lib/render/in-flight.ts";
import { picture } from "../lib/render/picture.ts";
import { benchInk, pageSheet, sizesBeside, wishOf } from "./bench-pages.ts";

// node bin/bench-ours.ts rgb|cmyk OUT.pdf PHOTO...: one page for each, as an item's inside is made, without previews.
const [colours = "rgb", path = "", ...photos] = process.argv.slice(2);
const ink = await benchInk(colours === "cmyk" ? "cmyk" : "rgb");
const sizes = await sizesBeside(photos[0] ?? "");

async function* pages() {
  yield* inFlight(photos, 2, (photo) => picture(wishOf(photo, ink, sizes)));
}

const about = { title: "Bench", date: "2026-01-01T00:00:00.000Z", seed: "bench", intent: ink.intent };
await writePictureBook({ path, sheet: pageSheet, ink, about, pages: pages() });
