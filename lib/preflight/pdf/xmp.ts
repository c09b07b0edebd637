/** Reads the first value of a property such as `xmp:CreateDate`, written as element, attribute or list. */
export function xmpValue(packet: string, property: string): string | undefined {
  const attribute = new RegExp(`\\s${property}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(packet);
  if (attribute) return unescaped(attribute[1] ?? attribute[2] ?? "");
  const element = new RegExp(`<${property}(?:\\s[^>]*)?>([\\s\\S]*?)</${property}>`).exec(packet)?.[1];
  if (element === undefined) return undefined;
  const item = /<rdf:li(?:\s[^>]*)?>([\s\S]*?)<\/rdf:li>/.exec(element)?.[1];
  return unescaped((item ?? element).trim());
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Milliseconds of a date as PDF or as XMP writes it; undefined when it is neither. */
export function instantOf(date: string): number | undefined {
  const pdf = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(Z|[+-]\d\d)?'?(\d\d)?/.exec(date);
  const [
    ,
    year,
    month = "01",
    day = "01",
    hour = "00",
    minute = "00",
    second = "00",
    zone = "Z",
    rest = "00",
  ] = pdf ?? [];
  const offset = zone === "Z" ? "Z" : `${zone}:${rest}`;
  const written = pdf ? `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}` : date;
  const instant = Date.parse(written);
  return Number.isNaN(instant) ? undefined : instant;
}
