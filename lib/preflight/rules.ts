import type { Standard } from "../order/preflight.ts";
import { images } from "./gwg2015/images.ts";
import { inks } from "./gwg2015/inks.ts";
import { lines } from "./gwg2015/lines.ts";
import { pages } from "./gwg2015/pages.ts";
import { spots } from "./gwg2015/spots.ts";
import { text } from "./gwg2015/text.ts";
import { actions } from "./pdfx4/actions.ts";
import { boxes } from "./pdfx4/boxes.ts";
import { colour } from "./pdfx4/colour.ts";
import { file } from "./pdfx4/file.ts";
import { fonts } from "./pdfx4/fonts.ts";
import { intent } from "./pdfx4/intent.ts";
import { layers } from "./pdfx4/layers.ts";
import { metadata } from "./pdfx4/metadata.ts";
import { objects } from "./pdfx4/objects.ts";
import { pictures } from "./pdfx4/pictures.ts";
import { readable } from "./readable.ts";
import type { Rule } from "./rule.ts";

/** The rules of each standard, in the order reports list them. */
export const rulesOf: Readonly<Record<Standard, readonly Rule[]>> = {
  pdfx4: [
    ...file,
    ...metadata,
    ...intent,
    ...boxes,
    ...fonts,
    ...colour,
    ...pictures,
    ...objects,
    ...layers,
    ...actions,
    ...readable,
  ],
  "gwg2015-sheetfed": [...pages, ...text, ...lines, ...inks, ...spots, ...images, ...readable],
};
