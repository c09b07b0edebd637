import { render } from "preact";
import { Refused, readTracking } from "../calls/storefront.ts";
import { languageOf, speak, t } from "../speech/words.ts";
import { follow, learn, problem } from "./order.ts";
import { Page } from "./page.tsx";

const token = decodeURIComponent(location.pathname.split("/")[2] ?? "");
try {
  const first = await readTracking(token);
  await speak(languageOf([new URLSearchParams(location.search).get("locale"), first.locale]));
  learn(first);
  follow(token);
} catch (cause) {
  await speak(languageOf(navigator.languages));
  problem.value = cause instanceof Refused ? cause : new Refused("unreachable", String(cause));
}
document.title = t("track.title");
const page = document.querySelector("#page");
if (page) {
  page.replaceChildren();
  render(<Page />, page);
}
