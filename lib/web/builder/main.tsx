import { signal } from "@preact/signals";
import { render } from "preact";
import * as z from "zod/mini";
import { languages } from "../speech/words.ts";
import { LiveButton } from "./live-button.tsx";
import { plainLook, type Released, snippetOf, type Wishes } from "./snippet.ts";

const asked = new URLSearchParams(location.search);
const wishes = signal<Wishes>({
  publication: asked.get("publication") ?? "",
  key: asked.get("key") ?? "",
  label: "",
  locale: "",
  theme: "",
  reference: "",
  ...plainLook,
  isPinned: false,
});
const released = signal<Released | undefined>(undefined);
const isCopied = signal(false);

const Manifest = z.object({ button: z.object({ path: z.string(), integrity: z.string() }) });

const page = document.querySelector("#page");
if (page) render(<Builder />, page);
released.value = await fetch("/button/manifest.json")
  .then(async (answer) => Manifest.parse(await answer.json()).button)
  .catch(() => undefined);

function Builder() {
  const text = snippetOf(wishes.value, location.origin, released.value);
  return (
    <main class="builder">
      <header>
        <h1>Put a print button on your page</h1>
        <p class="quiet">
          Copy two lines of HTML. Without JavaScript the link leads to the checkout; with it the checkout
          opens over your page.
        </p>
      </header>
      <form class="wishes" onSubmit={(event) => event.preventDefault()}>
        <Text field="publication" label="Publication" hint="What it sells: pub_…" />
        <Text field="key" label="Publishable key" hint="Yours: pk_…" />
        <Text field="label" label="Words on the button" hint="Print this" />
        <Text field="reference" label="Your own reference" hint="Comes back with the order" />
        <Choice field="locale" label="Language" options={{ "": "The shopper’s own", ...languages }} />
        <Choice
          field="theme"
          label="Checkout"
          options={{ "": "Light or dark, as the shopper’s device", light: "Light", dark: "Dark" }}
        />
        <Look field="background" label="Colour" type="color" />
        <Look field="colour" label="Words" type="color" />
        <Look field="radius" label="Roundness" type="range" />
        <label class="pin">
          <input
            type="checkbox"
            checked={wishes.value.isPinned}
            onChange={({ currentTarget }) => set("isPinned", currentTarget.checked)}
          />
          Pin this exact version with its hash (Subresource Integrity); it never changes, and never improves
          by itself
        </label>
      </form>
      <section class="result" aria-labelledby="result">
        <h2 id="result">Your button</h2>
        <LiveButton wishes={wishes.value} />
        <pre>{text}</pre>
        <button type="button" class="button main" onClick={() => void copy(text)}>
          {isCopied.value ? "Copied" : "Copy"}
        </button>
        <p class="quiet">
          Events: <code>printcloud:open</code> (cancelable), <code>ready</code>, <code>price</code>,{" "}
          <code>paid</code>, <code>close</code>, <code>error</code>. Parts to style: <code>button</code>,{" "}
          <code>icon</code>, <code>label</code>, <code>dialog</code>, <code>frame</code>, <code>close</code>.
        </p>
      </section>
    </main>
  );
}

type TextField = "publication" | "key" | "label" | "reference";

function Text({
  field,
  label,
  hint,
}: {
  readonly field: TextField;
  readonly label: string;
  readonly hint: string;
}) {
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <input
        id={field}
        placeholder={hint}
        autoComplete="off"
        spellcheck={false}
        value={wishes.value[field]}
        onInput={({ currentTarget }) => set(field, currentTarget.value.trim())}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly field: "locale" | "theme";
  readonly label: string;
  readonly options: Readonly<Record<string, string>>;
}

function Choice({ field, label, options }: ChoiceProps) {
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <select
        id={field}
        value={wishes.value[field]}
        onChange={({ currentTarget }) => set(field, currentTarget.value)}
      >
        {Object.entries(options).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface LookProps {
  readonly field: "background" | "colour" | "radius";
  readonly label: string;
  readonly type: "color" | "range";
}

function Look({ field, label, type }: LookProps) {
  const scale = type === "range" ? { min: 0, max: 1.5, step: 0.1 } : {};
  return (
    <div class="field look">
      <label for={field}>{label}</label>
      <input
        id={field}
        // Its types are one for each kind of input.
        type={type as "text"}
        {...scale}
        value={wishes.value[field]}
        onInput={({ currentTarget }) => set(field, currentTarget.value)}
      />
    </div>
  );
}

function set<K extends keyof Wishes>(field: K, value: Wishes[K]): void {
  wishes.value = { ...wishes.value, [field]: value };
  isCopied.value = false;
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  isCopied.value = true;
}
