import type { Product } from "../order/product.ts";
import { TextFile } from "../order/text-file.ts";
import { pageAreas } from "../paper/page-areas.ts";
import { coverGuides, pageGuides, type Template } from "./cover-guides.ts";
import type { MadeCover } from "./cover-in-units.ts";
import { templatePdf } from "./cover-template-pdf.ts";
import { templateSvg } from "./cover-template-svg.ts";

export type TemplateFormat = "svg" | "pdf";

/** A file to draw a flat cover on. */
export function coverTemplate(
  { id }: Product,
  pages: number,
  { cover: { facilityId, areas }, format }: { cover: MadeCover; format: TemplateFormat },
): TextFile {
  const { media, trim } = areas;
  const title = `${id}, ${pages} pages, ${facilityId}: cover`;
  return written(`${id}-${pages}-cover`, format, { title, media, trim, guides: coverGuides(areas) });
}

/** A file to draw a page on, for products whose pages are all there is. */
export function pageTemplate(product: Product, format: TemplateFormat): TextFile {
  const areas = pageAreas(product);
  const { media, trim } = areas;
  return written(`${product.id}-page`, format, {
    title: `${product.id}: page`,
    media,
    trim,
    guides: pageGuides(areas),
  });
}

function written(name: string, format: TemplateFormat, template: Template): TextFile {
  if (format === "svg")
    return new TextFile({ type: "image/svg+xml", name: `${name}.svg`, text: templateSvg(template) });
  return new TextFile({ type: "application/pdf", name: `${name}.pdf`, text: templatePdf(template) });
}
