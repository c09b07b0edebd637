import { expect, test } from "vitest";
import { plainLook, snippetOf, type Wishes } from "../../lib/web/builder/snippet.ts";

const plain: Wishes = {
  publication: "pub_x",
  key: "pk_test_x",
  label: "",
  locale: "",
  theme: "",
  reference: "",
  ...plainLook,
  isPinned: false,
};
const released = { path: "/button/1.0.0.js", integrity: "sha384-x" };

test("a plain button is a script, an element and a link", () => {
  expect(
    snippetOf(plain, "https://print.example", released),
  ).toBe(`<script async src="https://print.example/button/v1.js"></script>
<printcloud-button publication="pub_x" key="pk_test_x">
  <a href="https://print.example/checkout/pub_x">Print this</a>
</printcloud-button>`);
});

test("a pinned button carries the hash, and only the look that differs is written", () => {
  const text = snippetOf({ ...plain, isPinned: true, radius: "0" }, "https://print.example", released);
  expect(text).toContain(
    'src="https://print.example/button/1.0.0.js"\n  integrity="sha384-x" crossorigin="anonymous"',
  );
  expect(text).toContain('style="--printcloud-radius: 0em"');
});

test("what a merchant types cannot leave its attribute", () => {
  const text = snippetOf(
    { ...plain, label: "<b>", reference: '"><script>' },
    "https://print.example",
    released,
  );
  expect(text).toContain("&lt;b>");
  expect(text).toContain('reference="&quot;>&lt;script>"');
});
