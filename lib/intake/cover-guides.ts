import type { CoverAreas } from "../paper/cover-areas.ts";
import type { Rect, Size } from "../paper/length.ts";
import type { PageAreas } from "../paper/page-areas.ts";

export type GuideKind = "bleed" | "trim" | "turn_in" | "panel" | "fold" | "joint" | "spine_text" | "safe";

/** Words beside a guide, in capitals' height of 2 mm; `turned` reads from the head down. */
export interface Label {
  readonly text: string;
  readonly left: number;
  /** Of the baseline, or of the middle of turned words. */
  readonly top: number;
  readonly anchor: "start" | "middle";
  readonly turned: boolean;
}

/** One outline of a template, in mm from the media's top left corner; without width it is a line. */
export interface Guide {
  readonly kind: GuideKind;
  readonly rect: Rect;
  readonly labels: readonly Label[];
}

/** What a template file shows: boxes, and guides that are never printed. */
export interface Template {
  readonly title: string;
  readonly media: Size;
  readonly trim: Rect;
  readonly guides: readonly Guide[];
}

/** Labels stand this far inside their outline. */
const inset = 2;
const lineMm = 2.4;

/** The guides of a flat cover. Outlines that coincide with another are left out. */
export function coverGuides(areas: CoverAreas): Guide[] {
  const { trim, front, back, spine, safe, spineText, turnInMm } = areas;
  const board = turnInMm > 0 ? "board" : "cover";
  return [
    ...edges(areas),
    ...(turnInMm > 0 ? [turnIn(trim, turnInMm)] : []),
    panel(front, `FRONT ${board} ${mm(front)}`),
    panel(back, `BACK ${board} ${mm(back)}`),
    { kind: "panel", rect: spine, labels: [upright(spine, `SPINE ${spine.width} mm`, 0.12)] },
    ...folds(spine),
    ...areas.joints.map(
      (rect): Guide => ({ kind: "joint", rect, labels: [upright(rect, `joint ${rect.width} mm`)] }),
    ),
    ...[safe.front, safe.back].map(safeArea),
    ...(spineText.area ? [textArea(spineText.area)] : []),
  ];
}

/** The guides of one page. */
export function pageGuides(areas: PageAreas): Guide[] {
  const { trim, face, safe } = areas;
  const wrapped = face.width < trim.width;
  return [
    ...edges(areas),
    ...(wrapped ? [panel(face, `FACE ${mm(face)}, the rest is wrapped`)] : []),
    safeArea(safe),
  ];
}

function edges({ media, bleedMm, trim }: Pick<CoverAreas, "media" | "bleedMm" | "trim">): Guide[] {
  const cut: Guide = { kind: "trim", rect: trim, labels: [corner(trim, `trim ${mm(trim)}`)] };
  if (bleedMm === 0) return [cut];
  const rect = { left: 0, top: 0, ...media };
  return [{ kind: "bleed", rect, labels: [corner(rect, `bleed ${bleedMm} mm`)] }, cut];
}

/** Its words stand in the strip that is turned in, below those of the trim. */
function turnIn(trim: Rect, byMm: number): Guide {
  const rect = {
    left: trim.left + byMm,
    top: trim.top + byMm,
    width: trim.width - 2 * byMm,
    height: trim.height - 2 * byMm,
  };
  const words = corner(trim, `turn-in ${byMm} mm, folded round the boards`);
  return { kind: "turn_in", rect, labels: [{ ...words, top: words.top + 2 * lineMm }] };
}

function panel(rect: Rect, text: string): Guide {
  const label = { text, left: rect.left + rect.width / 2, top: rect.top + rect.height / 2 } as const;
  return { kind: "panel", rect, labels: [{ ...label, anchor: "middle", turned: false }] };
}

function folds(spine: Rect): Guide[] {
  const foot = spine.top + spine.height * 0.88;
  return [-1, 1].map((side) => {
    const left = side < 0 ? spine.left : spine.left + spine.width;
    const label = { text: "fold", left: left + side * lineMm, top: foot } as const;
    return {
      kind: "fold",
      rect: { ...spine, left, width: 0 },
      labels: [{ ...label, anchor: "middle", turned: true }],
    };
  });
}

function safeArea(rect: Rect): Guide {
  return { kind: "safe", rect, labels: [corner(rect, `safe ${mm(rect)}`)] };
}

function textArea(rect: Rect): Guide {
  return { kind: "spine_text", rect, labels: [upright(rect, "spine text")] };
}

function corner(rect: Rect, text: string): Label {
  return { text, left: rect.left + inset, top: rect.top + lineMm, anchor: "start", turned: false };
}

function upright({ left, top, width, height }: Rect, text: string, share = 0.5): Label {
  return { text, left: left + width / 2, top: top + height * share, anchor: "middle", turned: true };
}

function mm({ width, height }: Size): string {
  return `${width} x ${height} mm`;
}
