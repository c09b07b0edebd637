/** What a merchant has chosen for a button. */
export interface Wishes {
  readonly publication: string;
  readonly key: string;
  readonly label: string;
  readonly locale: string;
  readonly theme: string;
  readonly reference: string;
  readonly background: string;
  readonly colour: string;
  readonly radius: string;
  /** The exact version with its hash, rather than the one that is kept up to date. */
  readonly isPinned: boolean;
}

/** The button that may be pinned, as `/button/manifest.json` names it. */
export interface Released {
  readonly path: string;
  readonly integrity: string;
}

export const plainLook = { background: "#1d4d43", colour: "#ffffff", radius: "0.5" } as const;

/** Lines to paste: the link works by itself, the script makes it a button. */
export function snippetOf(wishes: Wishes, origin: string, released: Released | undefined): string {
  const { publication, label, isPinned } = wishes;
  const script =
    isPinned && released
      ? `<script async src="${origin}${released.path}"\n  integrity="${released.integrity}" crossorigin="anonymous"></script>`
      : `<script async src="${origin}/button/v1.js"></script>`;
  const given = [...attributesOf(wishes), ...lookOf(wishes)].map(
    ([name, value]) => ` ${name}="${escaped(value)}"`,
  );
  const link = `<a href="${origin}/checkout/${escaped(publication)}">${escaped(label || "Print this")}</a>`;
  return `${script}\n<printcloud-button${given.join("")}>\n  ${link}\n</printcloud-button>`;
}

/** Attributes of the element that are set. */
export function attributesOf({ publication, key, locale, theme, reference }: Wishes): [string, string][] {
  const all: [string, string][] = [
    ["publication", publication],
    ["key", key],
    ["locale", locale],
    ["theme", theme],
    ["reference", reference],
  ];
  return all.filter(([, value]) => value !== "");
}

function lookOf(wishes: Wishes): [string, string][] {
  const rules = customProperties(wishes).map(([name, value]) => `${name}: ${value}`);
  return rules.length > 0 ? [["style", rules.join("; ")]] : [];
}

/** Custom properties that differ from the button's own look. */
export function customProperties({ background, colour, radius }: Wishes): [string, string][] {
  const all: [string, string, boolean][] = [
    ["--printcloud-background", background, background !== plainLook.background],
    ["--printcloud-color", colour, colour !== plainLook.colour],
    ["--printcloud-radius", `${radius}em`, radius !== plainLook.radius],
  ];
  return all.flatMap(([name, value, differs]) => (differs ? [[name, value] as [string, string]] : []));
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
