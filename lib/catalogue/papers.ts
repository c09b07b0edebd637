import type { Paper } from "../order/product.ts";

// Bulk as mills publish it: gloss 0.80, silk 0.90, offset 1.22; thickness of a leaf = gsm x bulk / 1000.
export const offset90: Paper = { name: "90 g offset", gsm: 90, bulk: 1.22, coated: false };
export const silk130: Paper = { name: "130 g silk", gsm: 130, bulk: 0.9, coated: true };
export const silk150: Paper = { name: "150 g silk", gsm: 150, bulk: 0.9, coated: true };
export const silk170: Paper = { name: "170 g silk", gsm: 170, bulk: 0.9, coated: true };
export const silk200: Paper = { name: "200 g silk", gsm: 200, bulk: 0.9, coated: true };
export const silk250: Paper = { name: "250 g silk", gsm: 250, bulk: 0.9, coated: true };
export const gloss200: Paper = { name: "200 g gloss", gsm: 200, bulk: 0.8, coated: true };
export const silk300: Paper = { name: "300 g silk", gsm: 300, bulk: 0.9, coated: true };
/** Two of these leaves make one layflat spread: half a millimetre each. */
export const rigid400: Paper = { name: "400 g rigid", gsm: 400, bulk: 1.25, coated: true };
export const canvas350: Paper = { name: "350 g canvas", gsm: 350, bulk: 1.2, coated: true };
