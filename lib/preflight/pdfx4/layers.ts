import { entryOf, itemsOf, pathOf, textIn } from "../pdf/entries.ts";
import { inDocument, type Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** Layers are allowed; what is printed must not depend on who opens the file. */
export const layers: readonly Rule[] = [
  {
    code: "x4_layer_config_name",
    severity: "error",
    clause: "Every configuration of layers has a name, and no two the same.",
    find: (subject) => {
      const names = configsOf(subject).map((config) => textIn(entryOf(config, "Name")) ?? null);
      const isRight = names.every(Boolean) && new Set(names).size === names.length;
      return isRight ? [] : [inDocument(names, "a name for each")];
    },
  },
  {
    code: "x4_layer_auto_state",
    severity: "error",
    clause: "No configuration switches layers by itself (AS).",
    find: (subject) => {
      const found = configsOf(subject).filter((config) => entryOf(config, "AS"));
      return found.map(() => inDocument("AS", "none"));
    },
  },
  {
    code: "x4_layer_order",
    severity: "error",
    clause: "A configuration that lists layers in an order lists all of them.",
    find: (subject) => {
      const layers = itemsOf(pathOf(subject.catalog, "OCProperties", "OCGs"));
      return configsOf(subject).flatMap((config) => {
        const order = entryOf(config, "Order");
        const listed = new Set(itemsOf(order).flatMap((item) => [item, ...itemsOf(item)]));
        const missing = order ? layers.filter((layer) => !listed.has(layer)).length : 0;
        return missing === 0 ? [] : [inDocument({ missing }, { missing: 0 })];
      });
    },
  },
];

function configsOf({ catalog }: Subject) {
  const properties = entryOf(catalog, "OCProperties");
  const first = entryOf(properties, "D");
  return first ? [first, ...itemsOf(entryOf(properties, "Configs"))] : [];
}
