import { languageOf, languages, locale, speak, t } from "../speech/words.ts";
import { isFramed } from "./host-page.ts";
import { change, session, settle } from "./shopper.ts";

/** What is sold, and the language to read it in. */
export function Top({ title, isTest }: { readonly title: string; readonly isTest: boolean }) {
  const returnUrl = session.value?.returnUrl;
  return (
    <header>
      {isTest && <p class="test-mode">{t("testMode")}</p>}
      <div class="top">
        <div>
          {returnUrl && !isFramed && (
            <a class="back" href={returnUrl}>
              ‹ {t("back")}
            </a>
          )}
          <h1>{title}</h1>
        </div>
        <select
          aria-label={t("language")}
          value={locale.value}
          onChange={({ currentTarget }) => void speakNow(currentTarget.value)}
        >
          {Object.entries(languages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}

/** E-mails and reasons follow the language of the page. */
async function speakNow(tag: string): Promise<void> {
  const language = languageOf([tag]);
  await speak(language);
  if (session.value?.state !== "open") return;
  change({ locale: language });
  await settle();
}
