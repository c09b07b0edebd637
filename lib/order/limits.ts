// Limits that several rooms hold to; what one lets through the next must be able to take.

/** Most bytes of one source or upload: 500 MB. */
export const maxFileBytes = 500_000_000;

/** Most pages of one document and of one item's inside. */
export const maxPages = 1000;

/** 150 megapixels: a poster of 700 x 1000 mm at 300 dpi has 98, the largest camera half as many; beyond it is a bomb. */
export const maxPixels = 150_000_000;

/** The image library's readers that may see a stranger's file, by its names for them; all others stay blocked. */
export const pictureReaders = ["Jpeg", "Png", "Webp", "Tiff", "Heif"].map((kind) => `VipsForeignLoad${kind}`);
