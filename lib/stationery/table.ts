import { nameTone, nextPage, type Sheet, setRule, setText } from "./page.ts";

/** Where its cells stand. */
export interface Column {
  readonly name: string;
  readonly x: number;
  readonly widthMm: number;
  readonly atEnd?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** The row below the line. */
  readonly sum: readonly string[];
}

/** Where the next row stands, and below which height none begins. */
interface Place {
  readonly sheet: Sheet;
  readonly y: number;
  readonly lastMm: number;
}

const rowMm = 6.5;
const topMm = 20;
const gapMm = 6;
const faint = 0.8;

/** Writes tables one below the other, on as many pages as it takes, each headed again; answers the pages. */
export function writeTables(first: Place, tables: readonly Table[]): Sheet[] {
  const pages = [first.sheet];
  let place = first;
  const write = (table: Table, row: readonly string[], tone: number) => {
    if (place.y > place.lastMm) {
      place = headed({ ...place, sheet: nextPage(place.sheet), y: topMm }, table);
      pages.push(place.sheet);
    }
    place = written(place, table, { row, tone });
  };
  for (const table of tables) {
    place = headed(place, table);
    for (const row of table.rows) write(table, row, faint);
    write(table, table.sum, 1);
    place = { ...place, y: place.y + gapMm };
  }
  return pages;
}

function headed(place: Place, { columns }: Table): Place {
  for (const { name, ...spot } of columns) {
    setText(place.sheet, name, { ...spot, y: place.y + 1.2, sizePt: 8, tone: nameTone });
  }
  return ruled(place, columns, 0);
}

function written(
  place: Place,
  { columns }: Table,
  { row, tone }: { row: readonly string[]; tone: number },
): Place {
  for (const [at, { name: _, ...spot }] of columns.entries()) {
    setText(place.sheet, row[at] ?? "", { ...spot, y: place.y + 0.8, sizePt: 10.5 });
  }
  return ruled(place, columns, tone);
}

function ruled(place: Place, columns: readonly Column[], tone: number): Place {
  const [first, last] = [columns[0], columns.at(-1)];
  const y = place.y + rowMm;
  if (first && last) {
    setRule(place.sheet, { x: first.x, y: y - 0.5, widthMm: last.x + last.widthMm - first.x, tone });
  }
  return { ...place, y };
}
