import type { PDFStream } from "pdf-lib";
import { type ColourSpace, withBehind } from "./content/colour-space.ts";
import { type Mark, type Picture, spaceOf } from "./content/marks.ts";
import type { Found } from "./pdf/entries.ts";
import { PlacedPictures } from "./placed-pictures.ts";

/** One definition of a spot ink and the page it was first seen on. */
export interface SpotUse {
  readonly page: number;
  readonly space: ColourSpace;
}

/** Something that ended the reading of a page. */
export interface Stop {
  readonly page: number;
  readonly reason: string;
}

const processInks = new Set(["Cyan", "Magenta", "Yellow", "Black", "All", "None"]);

/** What is counted while pages are read, for rules that need to know all of it. */
export class Census {
  /** Definitions of each spot ink, told apart by the object that turns tints into the alternate. */
  readonly spots = new Map<string, Map<Found, SpotUse>>();
  /** Each picture of more than one channel where it was first seen. */
  readonly pictures = new Map<PDFStream, Picture>();
  readonly placed = new PlacedPictures();
  readonly inkedPages = new Set<number>();
  readonly unreadable: Stop[] = [];
  readonly cutShort: Stop[] = [];

  add(mark: Mark): void {
    if (!mark.visible) return;
    this.placed.add(mark);
    if (mark.kind !== "group") this.inkedPages.add(mark.page);
    if (mark.kind === "picture" && mark.stream && !this.pictures.has(mark.stream)) {
      this.pictures.set(mark.stream, mark);
    }
    const space = spaceOf(mark);
    for (const each of space ? withBehind(space) : []) this.#addSpots(each, mark.page);
  }

  #addSpots(space: ColourSpace, page: number): void {
    for (const name of space.colorants) {
      if (processInks.has(name)) continue;
      const uses = this.spots.get(name) ?? new Map<Found, SpotUse>();
      this.spots.set(name, uses);
      // DeviceN mixes its colorants: what it says about each of them alone is not known.
      const tint = space.family === "Separation" ? space.tint : undefined;
      if (!uses.has(tint)) uses.set(tint, { page, space });
    }
  }
}
