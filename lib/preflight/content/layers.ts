import type { PDFObject } from "pdf-lib";
import { entryOf, type Found, itemsOf, nameIn, pathOf } from "../pdf/entries.ts";

/** Layers that are switched off when the document is printed. */
export type HiddenLayers = ReadonlySet<PDFObject>;

/** Reads the default configuration of a document's layers. */
export function hiddenLayersOf(catalog: Found): HiddenLayers {
  const properties = entryOf(catalog, "OCProperties");
  const config = entryOf(properties, "D");
  const isOff = nameIn(entryOf(config, "BaseState")) === "OFF";
  const hidden = new Set(isOff ? present(itemsOf(entryOf(properties, "OCGs"))) : []);
  for (const layer of present(itemsOf(entryOf(config, "ON")))) hidden.delete(layer);
  for (const layer of present(itemsOf(entryOf(config, "OFF")))) hidden.add(layer);
  return hidden;
}

/** Whether what belongs to a layer, or to a set of layers with the usual policy, is left out. */
export function isHidden(layer: Found, hidden: HiddenLayers): boolean {
  if (!layer || hidden.size === 0) return false;
  if (nameIn(entryOf(layer, "Type")) !== "OCMD") return hidden.has(layer);
  const members = entryOf(layer, "OCGs");
  const layers = present(pathOf(members, "Type") ? [members] : itemsOf(members));
  return layers.length > 0 && layers.every((each) => hidden.has(each));
}

function present(objects: readonly Found[]): PDFObject[] {
  return objects.filter((object) => object !== undefined);
}
