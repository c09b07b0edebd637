import type { Guide, Label, Template } from "./cover-guides.ts";
import { dashMm, guideInks, labelMm, strokeMm } from "./guide-inks.ts";

/** The template as SVG in mm: an empty layer to draw on, and the guides on a layer of their own above it. */
export function templateSvg({ title, media: { width, height }, guides }: Template): string {
  const head = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"`,
    ` width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`,
  ].join("");
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    head,
    `<title>${escaped(title)}</title>`,
    `<g id="artwork" inkscape:groupmode="layer" inkscape:label="Artwork"/>`,
    `<g id="guides" inkscape:groupmode="layer" inkscape:label="Guides (do not print)" fill="none"`,
    ` stroke-width="${strokeMm}" font-family="Courier, monospace" font-size="${labelMm}">`,
    ...guides.map(drawn),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function drawn({ kind, rect: { left, top, width, height }, labels }: Guide): string {
  const { rgb, dashed } = guideInks[kind];
  const ink = `rgb(${rgb.map((share) => Math.round(share * 255)).join(",")})`;
  const dash = dashed ? ` stroke-dasharray="${dashMm.join(" ")}"` : "";
  // A path, because a rectangle without width is not drawn.
  const outline = `<path d="M${left} ${top}h${width}v${height}h${-width}z" stroke="${ink}"${dash}/>`;
  return [`<g class="${kind}">`, outline, ...labels.map((label) => lettered(label, ink)), "</g>"].join("");
}

function lettered({ text, left, top, anchor, turned }: Label, ink: string): string {
  const place = turned
    ? `transform="translate(${left} ${top}) rotate(90)" y="${labelMm / 3}"`
    : `x="${left}" y="${top}"`;
  return `<text ${place} text-anchor="${anchor}" fill="${ink}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
