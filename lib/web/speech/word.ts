import type en from "../words/en.json";

/** A sentence of the catalogues in `lib/web/words`. */
export type Word = keyof typeof en;
