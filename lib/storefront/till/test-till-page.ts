import { escaped, shownMoney } from "../letter-text.ts";
import type { Locale } from "../requests.ts";
import type { Outcome, Slip } from "./test-till.ts";

type Words = Readonly<Record<Outcome | "title" | "note" | "over", string>>;

const words: Readonly<Record<Locale, Words>> = {
  en: {
    title: "Test payment",
    note: "No money moves here. How shall it end?",
    pay: "Pay",
    decline: "Card declined",
    leave: "Go back without paying",
    later: "Pay too late",
    over: "This payment is over.",
  },
  nl: {
    title: "Testbetaling",
    note: "Er gaat geen geld om. Hoe moet het aflopen?",
    pay: "Betalen",
    decline: "Kaart geweigerd",
    leave: "Terug zonder te betalen",
    later: "Te laat betalen",
    over: "Deze betaling is voorbij.",
  },
  de: {
    title: "Testzahlung",
    note: "Hier fließt kein Geld. Wie soll es ausgehen?",
    pay: "Bezahlen",
    decline: "Karte abgelehnt",
    leave: "Zurück, ohne zu zahlen",
    later: "Zu spät bezahlen",
    over: "Diese Zahlung ist vorbei.",
  },
  fr: {
    title: "Paiement d’essai",
    note: "Aucun argent ne circule. Comment cela doit-il finir ?",
    pay: "Payer",
    decline: "Carte refusée",
    leave: "Revenir sans payer",
    later: "Payer trop tard",
    over: "Ce paiement est terminé.",
  },
};

const outcomes: readonly Outcome[] = ["pay", "decline", "leave", "later"];

/** The pretended payment page: a form with one button an outcome, no script. */
export function testTillPage(slip: Slip): string {
  const { locale, title, total, closed, chargedAt } = slip;
  const say = words[locale];
  const over = closed || chargedAt !== null;
  const buttons = outcomes.map(
    (outcome) => `<button name="outcome" value="${outcome}">${escaped(say[outcome])}</button>`,
  );
  const rest = over
    ? `<p>${escaped(say.over)}</p><p><a href="${escaped(slip.backUrl)}">${escaped(say.leave)}</a></p>`
    : `<p>${escaped(say.note)}</p><form method="post">${buttons.join("")}</form>`;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(say.title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body><main>
<h1>${escaped(say.title)}</h1>
<p class="what">${escaped(title)}<strong>${escaped(shownMoney(total, locale))}</strong></p>
${rest}
</main></body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 10vh auto 0; padding: 1.5rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  border-radius: .75rem; }
h1 { margin: 0; font-size: 1.1rem; font-weight: 600; }
.what { display: flex; justify-content: space-between; gap: 1rem; font-size: 1.25rem; }
form { display: grid; gap: .5rem; }
button { font: inherit; padding: .7rem 1rem; border-radius: .5rem; border: 1px solid currentColor; background: none; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid #b4531a; outline-offset: 2px; }
button:first-child { background: #14532d; border-color: #14532d; color: #fff; }
`;
