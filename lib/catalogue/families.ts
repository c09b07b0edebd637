import type { Paper, Product } from "../order/product.ts";
import * as papers from "./papers.ts";
import * as sizes from "./sizes.ts";

/** What products of one row differ in: size, first price, and sometimes page limits or paper. */
export interface Make {
  readonly size: sizes.Size;
  /** EUR as a decimal string. */
  readonly base: string;
  readonly pages?: Product["pages"];
  readonly paper?: Paper;
}

/** One row of the catalogue: everything its sizes have in common. */
export interface Row extends Omit<Product, "id" | "trimMm" | "price"> {
  /** Product ids are this word and the size's. */
  readonly prefix: string;
  /** EUR for each inside page. */
  readonly perPage: string;
  readonly makes: readonly Make[];
}

const bookDpi = { info: 300, warning: 200, error: 150 };
/** Canvases and posters are looked at from further away. */
const wallDpi = { info: 200, warning: 150, error: 100 };
const onePage = { min: 1, max: 1, step: 1 };
/** Bar of 38 mm and the 15 mm that are stapled behind it. */
const canvasWrapMm = 53;

const press = { bleedMm: 3, safeMm: 5, edge: "left", colour: "cmyk", dpi: bookDpi, options: {} } as const;

const books: readonly Row[] = [
  {
    ...press,
    prefix: "softcover",
    family: "softcover",
    name: { en: "Softcover book", nl: "Paperback", de: "Softcover-Buch", fr: "Livre à couverture souple" },
    pages: { min: 20, max: 300, step: 2 },
    binding: "perfect_bound",
    cover: "separate",
    paper: papers.offset90,
    perPage: "0.03",
    makes: [
      { size: sizes.a5, base: "3.20", pages: { min: 22, max: 500, step: 2 } },
      { size: sizes.a4, base: "4.60", paper: papers.silk150 },
      { size: sizes.square210, base: "4.20", paper: papers.silk150 },
      { size: sizes.inches6x9, base: "3.40" },
    ],
  },
  {
    ...press,
    prefix: "magazine",
    family: "magazine",
    name: { en: "Magazine", nl: "Tijdschrift", de: "Magazin", fr: "Magazine" },
    pages: { min: 8, max: 52, step: 4 },
    binding: "saddle_stitch",
    cover: "self",
    paper: papers.silk130,
    perPage: "0.06",
    makes: [
      { size: sizes.a5, base: "1.60" },
      { size: sizes.a4, base: "2.10" },
      { size: sizes.square210, base: "1.90" },
    ],
  },
  {
    ...press,
    prefix: "photobook-hardcover",
    family: "photobook-hardcover",
    name: {
      en: "Hardcover photo book",
      nl: "Fotoboek met harde kaft",
      de: "Hardcover-Fotobuch",
      fr: "Livre photo à couverture rigide",
    },
    pages: { min: 24, max: 300, step: 2 },
    binding: "case",
    cover: "separate",
    paper: papers.gloss200,
    perPage: "0.22",
    makes: [
      { size: sizes.a5, base: "11.50" },
      { size: sizes.a4, base: "15.90" },
      { size: sizes.square210, base: "13.90" },
      { size: sizes.square300, base: "21.50" },
    ],
  },
  {
    ...press,
    prefix: "photobook-layflat",
    family: "photobook-layflat",
    name: {
      en: "Layflat photo book",
      nl: "Layflat-fotoboek",
      de: "Layflat-Fotobuch",
      fr: "Livre photo à plat",
    },
    bleedMm: 5,
    colour: "rgb",
    // 10 to 40 spreads of two pages.
    pages: { min: 20, max: 80, step: 2 },
    binding: "layflat",
    cover: "separate",
    paper: papers.rigid400,
    perPage: "0.75",
    makes: [
      { size: sizes.square210, base: "24.00" },
      { size: sizes.square300, base: "36.00" },
    ],
  },
];

const wire: readonly Row[] = [
  {
    ...press,
    prefix: "wireo",
    family: "wireo",
    name: { en: "Wire-o brochure", nl: "Wire-o-brochure", de: "Wire-O-Broschüre", fr: "Brochure wire-o" },
    // The punched holes reach 8 to 10 mm into the page.
    safeMm: 10,
    pages: { min: 28, max: 150, step: 2 },
    binding: "wire_o",
    cover: "self",
    paper: papers.silk170,
    perPage: "0.09",
    makes: [
      { size: sizes.a5, base: "3.90" },
      { size: sizes.a4, base: "5.20" },
      { size: sizes.a3, base: "8.40" },
    ],
  },
  {
    ...press,
    prefix: "calendar",
    family: "calendar",
    name: { en: "Calendar", nl: "Kalender", de: "Kalender", fr: "Calendrier" },
    safeMm: 10,
    edge: "top",
    // Leaves printed on one side: title and twelve months, and a back if there is one.
    pages: { min: 13, max: 14, step: 1 },
    binding: "wire_o",
    cover: "self",
    paper: papers.silk250,
    perPage: "0.35",
    makes: [
      { size: sizes.a5, base: "6.50" },
      { size: sizes.a4, base: "8.90" },
      { size: sizes.a3, base: "13.90" },
    ],
  },
];

const walls: readonly Row[] = [
  {
    ...press,
    prefix: "canvas",
    family: "canvas",
    name: { en: "Canvas", nl: "Canvas", de: "Leinwand", fr: "Toile" },
    bleedMm: canvasWrapMm,
    safeMm: 10,
    colour: "rgb",
    dpi: wallDpi,
    // What goes round the bar: the picture itself, its mirrored edges, or one colour. Without a choice a picture that
    // is to `fit` stays whole on the face and is mirrored, any other runs on.
    options: { wrap: ["image", "mirror", "colour"], wrapColour: ["#ffffff", "#rrggbb"] },
    pages: onePage,
    binding: "canvas",
    cover: "none",
    paper: papers.canvas350,
    perPage: "0.00",
    makes: [
      { size: sizes.plain(200, 200), base: "17.00" },
      { size: sizes.plain(300, 300), base: "22.00" },
      { size: sizes.plain(300, 400), base: "25.00" },
      { size: sizes.plain(400, 600), base: "36.00" },
      { size: sizes.plain(500, 500), base: "38.00" },
      { size: sizes.plain(500, 750), base: "49.00" },
    ],
  },
  {
    ...press,
    prefix: "poster",
    family: "poster",
    name: { en: "Poster", nl: "Poster", de: "Poster", fr: "Affiche" },
    colour: "rgb",
    dpi: wallDpi,
    pages: onePage,
    binding: "none",
    cover: "none",
    paper: papers.silk200,
    perPage: "0.00",
    makes: [
      { size: sizes.a3, base: "6.50" },
      { size: sizes.a2, base: "9.50" },
      { size: sizes.plain(300, 400), base: "7.00" },
      { size: sizes.plain(500, 700), base: "12.50" },
      { size: sizes.plain(700, 1000), base: "19.50" },
    ],
  },
];

const card = { ...press, family: "card", cover: "none", paper: papers.silk300, perPage: "0.10" } as const;
const twoSides = { min: 1, max: 2, step: 1 };

const cards: readonly Row[] = [
  {
    ...card,
    prefix: "postcard",
    name: { en: "Postcard", nl: "Ansichtkaart", de: "Postkarte", fr: "Carte postale" },
    pages: twoSides,
    binding: "none",
    makes: [
      { size: sizes.a6, base: "0.60" },
      { size: sizes.inches5x7, base: "0.75" },
      { size: sizes.dl, base: "0.65" },
    ],
  },
  {
    ...card,
    prefix: "business-card",
    name: { en: "Business card", nl: "Visitekaartje", de: "Visitenkarte", fr: "Carte de visite" },
    safeMm: 3,
    pages: twoSides,
    binding: "none",
    makes: [{ size: { ...sizes.plain(85, 55), label: "85 × 55 mm" }, base: "0.30" }],
  },
  {
    ...card,
    prefix: "card-folded",
    name: { en: "Folded card", nl: "Gevouwen kaart", de: "Klappkarte", fr: "Carte pliée" },
    pages: { min: 4, max: 4, step: 4 },
    binding: "folded",
    makes: [
      { size: sizes.a6, base: "1.10" },
      { size: sizes.inches5x7, base: "1.30" },
      { size: sizes.dl, base: "1.20" },
    ],
  },
];

/** The default catalogue as rows of family x size. */
export const rows: readonly Row[] = [...books, ...wire, ...walls, ...cards];
