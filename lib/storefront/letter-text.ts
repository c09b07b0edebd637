import type { Money } from "../order/money.ts";
import type { Mail } from "./ports.ts";
import type { Locale } from "./requests.ts";
import type { Letter, Session } from "./session.ts";

/** `{title}`, `{total}` and `{url}` are filled in; lines are paragraphs. */
type Words = { readonly subject: string; readonly lines: readonly string[]; readonly link: string };

const words: Readonly<Record<Locale, Readonly<Record<Letter, Words>>>> = {
  en: {
    paid: {
      subject: "Thank you: {title} will be printed",
      lines: ["We have received your payment of {total}.", "{title} is being made for you."],
      link: "Follow your order",
    },
    shipped: {
      subject: "{title} is on its way",
      lines: ["{title} has been printed and handed to the carrier."],
      link: "Follow your parcel",
    },
    problem: {
      subject: "Your money goes back: {title}",
      lines: ["{title} will not be printed.", "{total} is on its way back to you, the way you paid."],
      link: "See your order",
    },
  },
  nl: {
    paid: {
      subject: "Bedankt: {title} wordt gedrukt",
      lines: ["We hebben je betaling van {total} ontvangen.", "{title} wordt voor je gemaakt."],
      link: "Volg je bestelling",
    },
    shipped: {
      subject: "{title} is onderweg",
      lines: ["{title} is gedrukt en aan de vervoerder meegegeven."],
      link: "Volg je pakket",
    },
    problem: {
      subject: "Je krijgt je geld terug: {title}",
      lines: ["{title} wordt niet gedrukt.", "{total} komt terug zoals je hebt betaald."],
      link: "Bekijk je bestelling",
    },
  },
  de: {
    paid: {
      subject: "Danke: {title} wird gedruckt",
      lines: ["Ihre Zahlung über {total} ist eingegangen.", "{title} wird für Sie hergestellt."],
      link: "Bestellung verfolgen",
    },
    shipped: {
      subject: "{title} ist unterwegs",
      lines: ["{title} ist gedruckt und dem Versand übergeben."],
      link: "Sendung verfolgen",
    },
    problem: {
      subject: "Sie erhalten Ihr Geld zurück: {title}",
      lines: ["{title} wird nicht gedruckt.", "{total} geht auf dem Weg Ihrer Zahlung an Sie zurück."],
      link: "Bestellung ansehen",
    },
  },
  fr: {
    paid: {
      subject: "Merci : {title} va être imprimé",
      lines: ["Nous avons reçu votre paiement de {total}.", "{title} est en cours de fabrication."],
      link: "Suivre votre commande",
    },
    shipped: {
      subject: "{title} est en route",
      lines: ["{title} est imprimé et remis au transporteur."],
      link: "Suivre votre colis",
    },
    problem: {
      subject: "Vous êtes remboursé : {title}",
      lines: ["{title} ne sera pas imprimé.", "{total} vous est rendu par votre moyen de paiement."],
      link: "Voir votre commande",
    },
  },
};

const locales: Readonly<Record<Locale, string>> = { en: "en-GB", nl: "nl-NL", de: "de-DE", fr: "fr-FR" };

/** An amount as people of a language write it, with all of the currency's own decimals: Intl would drop some. */
export function shownMoney({ amount, currency }: Money, locale: Locale): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const style = { style: "currency", currency } as const;
  const format = new Intl.NumberFormat(locales[locale], {
    ...style,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Intl takes decimal text as it is, which a number could not hold; its type only knows of it from ES2023 on.
  return format.format(amount as `${number}`);
}

/** The letter in the shopper's language, as plain text and as simple HTML. */
export function composed(letter: Letter, session: Session, site: string): Omit<Mail, "from" | "to"> {
  const { locale, title, placed, payments } = session;
  const { subject, lines, link } = words[locale][letter];
  const payment = payments.find(({ id }) => id === placed?.paymentId) ?? payments.at(-1);
  const total = payment ? shownMoney(payment.bill.priced.price.total, locale) : "";
  const fill = (text: string) => text.replaceAll("{title}", title).replaceAll("{total}", total);
  const url = placed ? `${site}/track/${placed.tracking}` : `${site}/checkout/${session.publicationId}`;
  const filled = lines.map(fill);
  return {
    subject: fill(subject),
    text: [...filled, `${link}: ${url}`].join("\n\n"),
    html: page(
      locale,
      [...filled.map(escaped), `<a href="${escaped(url)}">${escaped(link)}</a>`].map(paragraph),
    ),
  };
}

function page(locale: Locale, paragraphs: readonly string[]): string {
  const style = "font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em";
  return `<!doctype html><html lang="${locale}"><body style="${style}">${paragraphs.join("")}</body></html>`;
}

function paragraph(html: string): string {
  return `<p>${html}</p>`;
}

/** Text as it may stand in HTML, in attributes too. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
