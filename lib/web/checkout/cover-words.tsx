import type { Cover } from "../calls/answers.ts";
import { t } from "../speech/words.ts";
import { change, choice, type } from "./shopper.ts";

const texts = [
  ["title", 80],
  ["subtitle", 120],
  ["spineText", 80],
] as const;

const colours = [
  ["background", "#e9e2d5"],
  ["textColour", "#2b2620"],
] as const;

/** Words and colours of a separate cover; the book beside shows them as they are typed. */
export function CoverWords() {
  const { cover } = choice.value;
  const write = (field: keyof Cover, text: string, how = type) =>
    how({ cover: { ...choice.value.cover, [field]: text } });
  return (
    <fieldset class="part">
      <legend>
        <h2>{t("cover")}</h2>
      </legend>
      <div class="fields">
        {texts.map(([field, maxLength]) => (
          <div class="field" key={field}>
            <label for={`cover-${field}`}>
              {t(`cover.${field}`)} <span class="optional">({t("optional")})</span>
            </label>
            <input
              id={`cover-${field}`}
              maxLength={maxLength}
              autoComplete="off"
              value={cover[field] ?? ""}
              onInput={({ currentTarget }) => write(field, currentTarget.value)}
            />
          </div>
        ))}
        {colours.map(([field, usual]) => (
          <div class="field colour" key={field}>
            <label for={`cover-${field}`}>{t(`cover.${field}`)}</label>
            <input
              id={`cover-${field}`}
              type="color"
              value={cover[field] ?? usual}
              onChange={({ currentTarget }) => write(field, currentTarget.value, change)}
            />
          </div>
        ))}
      </div>
    </fieldset>
  );
}
