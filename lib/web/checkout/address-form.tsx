import { t } from "../speech/words.ts";
import { fieldsOf } from "./address-format.ts";
import { countries } from "./countries.ts";
import {
  type DraftField,
  draft,
  isNeeded,
  labelOf,
  leave,
  looked,
  mistake,
  whys,
  write,
} from "./recipient-draft.ts";
import { change, choice } from "./shopper.ts";

/** The address as its destination writes it. */
export function AddressForm() {
  const { countryCode } = choice.value;
  return (
    <fieldset class="part">
      <legend>
        <h2>{t("address")}</h2>
      </legend>
      <div class="fields">
        <div class="field">
          <label for="country">{t("address.country")}</label>
          <select
            id="country"
            autocomplete="shipping country"
            value={countryCode}
            onChange={({ currentTarget }) => change({ countryCode: currentTarget.value })}
          >
            {countries(countryCode).map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {fieldsOf(countryCode).map((field) => (
          <TextField key={field} field={field} />
        ))}
        <TextField field="email" />
        <TextField field="phone" />
      </div>
    </fieldset>
  );
}

const fillIns = {
  name: "shipping name",
  company: "shipping organization",
  line1: "shipping address-line1",
  line2: "shipping address-line2",
  city: "shipping address-level2",
  region: "shipping address-level1",
  postalCode: "shipping postal-code",
  email: "email",
  phone: "tel",
} as const satisfies Record<DraftField, string>;

function TextField({ field }: { readonly field: DraftField }) {
  const wrong = looked.value.has(field) ? mistake(field) : undefined;
  const why = whys[field];
  const said = wrong ?? (why && t(why));
  return (
    <div class={`field ${field}`}>
      <label for={field}>
        {labelOf(field)} {!isNeeded(field) && <span class="optional">({t("optional")})</span>}
      </label>
      <input
        id={field}
        {...kindOf(field)}
        autoComplete={fillIns[field]}
        required={isNeeded(field)}
        aria-invalid={wrong !== undefined}
        aria-describedby={said && `${field}-said`}
        value={draft.value[field] ?? ""}
        onInput={({ currentTarget }) => write(field, currentTarget.value)}
        onChange={() => leave(field)}
      />
      {said && (
        <small id={`${field}-said`} class={wrong ? "wrong" : ""}>
          {said}
        </small>
      )}
    </div>
  );
}

/** The keyboard that a phone shows. */
function kindOf(field: DraftField) {
  if (field === "email") return { type: "email", inputMode: "email" } as const;
  if (field === "phone") return { type: "tel", inputMode: "tel" } as const;
  return { type: "text" } as const;
}
