import { render } from "preact";
import { openSession, Refused, readSession } from "../calls/storefront.ts";
import { languageOf, speak } from "../speech/words.ts";
import { type Arrival, arrivalOf, keepSession } from "./arrival.ts";
import { allowHosts, isFramed, listenToHost, tellHost } from "./host-page.ts";
import { Page } from "./page.tsx";
import { takeUp } from "./recipient-draft.ts";
import { learn, refused } from "./shopper.ts";
import { tellAll } from "./tell-all.ts";
import { watchPayment } from "./watch.ts";

listenToHost();
const arrival = arrivalOf(new URL(location.href));
document.documentElement.dataset.theme = arrival.theme ?? "";
document.documentElement.dataset.framed = String(isFramed);
await begin(arrival);

async function begin(arrived: Arrival): Promise<void> {
  const locale = languageOf([arrived.locale, ...navigator.languages]);
  const [opened] = await Promise.all([open(arrived, locale).catch(keepProblem), speak(locale)]);
  if (opened) {
    learn(opened);
    takeUp(opened.choice.recipient);
    keepSession(opened.id);
    allowHosts(opened.publication.origins);
    document.title = opened.publication.title;
    watchPayment();
  }
  const page = document.querySelector("#page");
  if (page) {
    page.replaceChildren();
    render(<Page />, page);
  }
  tellHost({ type: "ready" });
  tellAll();
}

function open({ sessionId, publicationId, token, reference, returnUrl }: Arrival, locale: string) {
  if (sessionId) return readSession(sessionId);
  const countryCode = new Intl.Locale(navigator.language).region ?? null;
  const request = { publicationId, token, locale, countryCode, reference };
  return openSession({ ...request, returnUrl }).catch((problem: unknown) => {
    // A site that the merchant has not named: it may link to us, but gets no link back.
    if (problem instanceof Refused && problem.pointer === "/returnUrl") return openSession(request);
    throw problem;
  });
}

function keepProblem(problem: unknown): undefined {
  refused.value = problem instanceof Refused ? problem : new Refused("unreachable", String(problem));
}
