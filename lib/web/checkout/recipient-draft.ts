import { signal } from "@preact/signals";
import type { Recipient } from "../calls/answers.ts";
import { country } from "../speech/say.ts";
import type { Word } from "../speech/word.ts";
import { t } from "../speech/words.ts";
import { type AddressField, fieldsOf, isOddPostalCode, isOptional, regionWord } from "./address-format.ts";
import { change, choice } from "./shopper.ts";

/** A field of the address form. */
export type DraftField = AddressField | "email" | "phone";

/** What is typed so far. */
export const draft = signal<Readonly<Partial<Record<DraftField, string>>>>({});

/** Fields whose mistakes are shown: those left once, or all after trying to pay. */
export const looked = signal<ReadonlySet<DraftField>>(new Set());

/** What the server found, by field. */
const found = signal<Readonly<Partial<Record<DraftField, string>>>>({});

const drafted: readonly DraftField[] = [
  "name",
  "company",
  "line1",
  "line2",
  "city",
  "region",
  "postalCode",
  "email",
  "phone",
];

/** All fields in the order of the form. */
export function shownFields(): DraftField[] {
  return [...fieldsOf(choice.value.countryCode), "email", "phone"];
}

export function labelOf(field: DraftField): string {
  return t(field === "region" ? regionWord(choice.value.countryCode) : `address.${field}`);
}

export function isNeeded(field: DraftField): boolean {
  if (field === "email") return true;
  return field !== "phone" && !isOptional(field, choice.value.countryCode);
}

/** What is wrong with a field, as a sentence; undefined where nothing is. */
export function mistake(field: DraftField): string | undefined {
  const text = draft.value[field]?.trim() ?? "";
  if (text === "") return isNeeded(field) ? t("error.missing") : undefined;
  return misspelt(field, text) ?? found.value[field];
}

function misspelt(field: DraftField, text: string): string | undefined {
  const { countryCode } = choice.value;
  if (field === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return t("error.email");
  if (field !== "postalCode" || !isOddPostalCode(countryCode, text)) return undefined;
  return t("error.postalCode", { country: country(countryCode) });
}

/** Keeps what is typed; the server hears of it when the address is whole. */
export function write(field: DraftField, text: string): void {
  draft.value = { ...draft.value, [field]: text };
  const { [field]: _, ...others } = found.value;
  found.value = others;
}

/** A field was left: its mistake may be shown now. */
export function leave(field: DraftField): void {
  looked.value = new Set([...looked.value, field]);
  if (shownFields().every((other) => mistake(other) === undefined)) change({ recipient: recipient() });
}

/** What the server holds already, e.g. after coming back from the payment page. */
export function takeUp(known: Recipient | null): void {
  if (!known) return;
  const texts = drafted.flatMap((field) => (known[field] ? [[field, known[field]]] : []));
  draft.value = Object.fromEntries(texts);
}

/** Puts what the server found beside its field; whether there is such a field. */
export function placeFinding(pointer: string | null): boolean {
  const name = pointer?.split("/").at(-1);
  const field = drafted.find((known) => known === name);
  if (!field) return false;
  found.value = { ...found.value, [field]: t("error.wrong") };
  looked.value = new Set([...looked.value, field]);
  return true;
}

/** The address to send, with the country that is chosen. Fields that its format does not show are left out. */
export function recipient(): Recipient {
  const texts = shownFields().map((field) => [field, draft.value[field]?.trim() || null]);
  return { ...required, ...Object.fromEntries(texts), countryCode: choice.value.countryCode };
}

const required = { name: "", line1: "", city: "" };

/** The word for the explanation under a field, where it has one. */
export const whys: Readonly<Partial<Record<DraftField, Word>>> = {
  email: "address.email.why",
  phone: "address.phone.why",
};
