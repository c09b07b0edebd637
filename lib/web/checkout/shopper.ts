import { computed, signal } from "@preact/signals";
import type { Cover, Recipient, Session } from "../calls/answers.ts";
import { steadyPreviews } from "../calls/steady-previews.ts";
import { choose, Refused, readSession } from "../calls/storefront.ts";

/** What a shopper may change; what is left out stays. */
export interface Choice {
  productId?: string;
  quantity?: number;
  shippingLevel?: string;
  countryCode?: string;
  recipient?: Recipient;
  cover?: Cover;
  coupon?: string | null;
  locale?: string;
}

/** The checkout as the server knows it; null until it has been opened. */
export const session = signal<Session | null>(null);

/** What the server refused last, until something else is chosen. */
export const refused = signal<Refused | null>(null);

const unsent = signal<Choice>({});
const onTheWay = signal<Choice>({});

/** Whether the price shown may be about to change. */
export const isUpdating = computed(
  () => Object.keys(unsent.value).length + Object.keys(onTheWay.value).length > 0,
);

/** What is chosen on this page, sent or not. */
export const choice = computed(() => {
  if (!session.value) throw new Error("nothing is chosen before the checkout is open");
  return { ...session.value.choice, ...onTheWay.value, ...unsent.value };
});

/** The offer that is chosen. */
export const offer = computed(() =>
  session.value?.publication.offers.find(({ productId }) => productId === choice.value.productId),
);

const typingMs = 350;
let timer: ReturnType<typeof setTimeout> | undefined;
let line: Promise<void> = Promise.resolve();

/** Changes the choice at once on the page and soon on the server, where quick changes arrive together. */
export function change(next: Choice, pauseMs = 0): void {
  unsent.value = { ...unsent.value, ...next };
  refused.value = null;
  clearTimeout(timer);
  timer = setTimeout(() => void settle(), pauseMs);
}

/** As `change`, once the typing pauses. */
export function type(next: Choice): void {
  change(next, typingMs);
}

/** Sends what is unsent, one request after the other: the last answer is the latest truth. */
export function settle(): Promise<void> {
  clearTimeout(timer);
  line = line.then(send);
  return line;
}

const steady = steadyPreviews();
const steadyCover = steadyPreviews();

/** Takes an answer of the server as the truth. */
export function learn({ publication, ...answer }: Session): void {
  const previews = steady(publication.previews);
  const [cover] = steadyCover(publication.coverPicture ? [{ page: 1, url: publication.coverPicture }] : []);
  session.value = { ...answer, publication: { ...publication, previews, coverPicture: cover?.url ?? null } };
}

/** Asks how the checkout stands. */
export async function refresh(): Promise<void> {
  const id = session.value?.id;
  if (id) learn(await readSession(id));
}

async function send(): Promise<void> {
  const sent = unsent.value;
  if (!session.value || Object.keys(sent).length === 0) return;
  onTheWay.value = sent;
  unsent.value = {};
  try {
    learn(await choose(session.value.id, sent));
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    refused.value = problem;
  } finally {
    onTheWay.value = {};
  }
}
