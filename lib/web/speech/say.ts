import type { Money } from "../calls/answers.ts";
import { locale } from "./words.ts";

// Bare `en` writes dates the American way: a whole tag, the reader's own where there is one.
const whole = { en: "en-GB", nl: "nl-NL", de: "de-DE", fr: "fr-FR" } as const;

function tag(): string {
  return navigator.languages.find((own) => own.startsWith(`${locale.value}-`)) ?? whole[locale.value];
}

/** Exact: the decimal string itself is written, with as many digits as the server gave. */
export function money({ amount, currency }: Money): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const format = new Intl.NumberFormat(tag(), {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount as `${number}`);
}

/** `0.09` as "9%". */
export function percent(fraction: number): string {
  return new Intl.NumberFormat(tag(), { style: "percent", maximumFractionDigits: 1 }).format(fraction);
}

/** Two days (`2026-11-24`) as a range, e.g. "24–26 Nov". */
export function days(from: string, to: string): string {
  const format = new Intl.DateTimeFormat(tag(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return format.formatRange(new Date(from), new Date(to));
}

/** An instant in the reader's own time zone, e.g. "21 November, 14:05". */
export function moment(instant: string): string {
  const format = new Intl.DateTimeFormat(tag(), {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  return format.format(new Date(instant));
}

/** `21 × 29.7` in the reader's digits. */
export function centimetres(mm: number): string {
  return new Intl.NumberFormat(tag(), { maximumFractionDigits: 1 }).format(mm / 10);
}

/** "one" or "other", as the language counts. */
export function plural(count: number): "one" | "other" {
  return new Intl.PluralRules(tag()).select(count) === "one" ? "one" : "other";
}

/** A country's name by its ISO code. */
export function country(code: string): string {
  return new Intl.DisplayNames(tag(), { type: "region" }).of(code) ?? code;
}

/** Sorts as the language does. */
export function inOrder(a: string, b: string): number {
  return a.localeCompare(b, tag());
}
