import type { Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import * as z from "zod";
import { expectAccessible } from "./accessible.ts";
import type { Browsing } from "./browsing.ts";
import { type MerchantSite, openMerchantSite } from "./merchant-site.ts";
import type { Site } from "./site.ts";

const patient = { timeout: 30_000 };

const Manifest = z.object({ button: z.object({ path: z.string(), integrity: z.string() }) });

/** What merchants and their visitors may rely on, and what attackers may not. */
export function buttonLaws(browser: Browsing, site: () => Site): void {
  const opened: MerchantSite[] = [];
  afterAll(async () => {
    for (const each of opened) await each.close();
  });

  /** A merchant's site with the button and more; `isAllowed` lets it frame the checkout. */
  async function merchantSite(more = "", isAllowed = true): Promise<MerchantSite> {
    const merchant = await openMerchantSite(
      site().origin,
      () => `<script async src="${site().origin}/button/v1.js"></script>
<printcloud-button publication="${site().book}" key="pk_test_demo"><a href="${site().origin}/checkout/${site().book}">Print this</a></printcloud-button>${more}`,
    );
    opened.push(merchant);
    if (isAllowed) await site().allow(merchant.origin);
    return merchant;
  }

  const heard = (page: Page): Promise<string[]> => page.evaluate("heard.map(({ name }) => name)");

  browser.engineLaw(
    "the button works under a strict policy with Trusted Types and tells what happens",
    {},
    async (page) => {
      const merchant = await merchantSite();
      await page.goto(merchant.origin);
      await expectAccessible(page, "merchant");
      await page.getByRole("link", { name: "Print this" }).click();
      await page.frameLocator("iframe").locator(".till").waitFor();
      await expect.poll(() => heard(page), patient).toEqual(["open", "ready", "price"]);
      const price = await page.evaluate("heard.find(({ name }) => name === 'price')");
      expect(price).toEqual({ name: "price", amount: expect.stringMatching(/^\d+\.\d\d$/), currency: "EUR" });
      await page.getByRole("button", { name: "Close" }).click();
      await expect.poll(() => heard(page), patient).toEqual(["open", "ready", "price", "close"]);
      expect(await page.evaluate("refused")).toEqual([]);
      expect(await page.evaluate("document.cookie")).toBe("");
    },
  );

  browser.law(
    "an event's listener keeps the checkout closed, and a button added later opens it",
    {},
    async (page) => {
      const merchant = await merchantSite(`<script>
document.addEventListener("printcloud:open", (event) => { if (event.target.getAttribute("label") !== "Later") event.preventDefault(); });
window.later = () => { const button = document.createElement("printcloud-button"); button.setAttribute("publication", "${site().book}");
button.setAttribute("label", "Later"); document.querySelector("main").append(button); };</script>`);
      await page.goto(merchant.origin);
      await page.getByRole("link", { name: "Print this" }).click();
      expect(await page.locator("iframe").count()).toBe(0);
      expect(page.url()).toBe(`${merchant.origin}/`);
      await page.evaluate("later()");
      await page.getByRole("link", { name: "Later" }).click();
      await page.frameLocator("iframe").locator(".till").waitFor();
    },
  );

  browser.engineLaw("forged messages reach neither the page nor the checkout", {}, async (page) => {
    const merchant = await merchantSite();
    await page.goto(merchant.origin);
    await page.getByRole("link", { name: "Print this" }).click();
    await page.frameLocator("iframe").locator(".till").waitFor();
    await expect.poll(() => heard(page), patient).toContain("price");
    const before = await heard(page);
    // From a page to itself, and a second port to a checkout that has one: what is said there goes nowhere.
    await page.evaluate(`
      window.postMessage({ type: "paid", reference: "x", amount: "0.01", currency: "EUR" }, "*");
      window.second = [];
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => second.push(data);
      const frame = document.querySelector("printcloud-button").shadowRoot.querySelector("iframe");
      frame.contentWindow.postMessage("printcloud:hello:1", "*", [port2]);
      port1.postMessage({ type: "close" });`);
    await page.frameLocator("iframe").getByRole("button", { name: "One copy more" }).click();
    await expect.poll(() => heard(page), patient).toEqual([...before, "price"]);
    expect(await page.evaluate("second")).toEqual([]);
  });

  browser.engineLaw(
    "a site that the merchant has not named cannot frame the checkout",
    { expected: /frame-ancestors|ERR_BLOCKED|recipient window/ },
    async (page) => {
      const foreign = await merchantSite("", false);
      await page.goto(foreign.origin);
      await page.getByRole("link", { name: "Print this" }).click();
      await expect.poll(() => page.frames().length, patient).toBe(2);
      await page.waitForTimeout(1000);
      expect(await page.frameLocator("iframe").locator(".till").count()).toBe(0);
      expect(await heard(page)).toEqual(["open"]);
    },
  );

  browser.engineLaw(
    "the released script runs with its hash, and not when it was changed",
    { expected: /integrity/ },
    async (page) => {
      const { path, integrity } = Manifest.parse(
        await (await fetch(`${site().origin}/button/manifest.json`)).json(),
      ).button;
      const tag = (hash: string) =>
        `<script src="${site().origin}${path}" integrity="${hash}" crossorigin="anonymous"></script>`;
      const merchants = [];
      for (const hash of [integrity, integrity.replace(/.{8}$/, "AAAAAAAA")]) {
        merchants.push(
          await openMerchantSite(
            site().origin,
            () =>
              `${tag(hash)}<printcloud-button publication="${site().book}"><a href="${site().origin}/checkout/x">Plain</a></printcloud-button>`,
          ),
        );
      }
      opened.push(...merchants);
      const isDefined = async (origin = "") => {
        await page.goto(origin);
        return page.evaluate("customElements.get('printcloud-button') !== undefined");
      };
      expect(await isDefined(merchants[0]?.origin)).toBe(true);
      expect(await isDefined(merchants[1]?.origin)).toBe(false);
      expect(await page.getByRole("link", { name: "Plain" }).isVisible()).toBe(true);
    },
  );

  browser.law("the builder shows the button and writes the lines that make it", {}, async (page) => {
    await page.goto(`${site().origin}/builder/index.html?publication=${site().book}&key=pk_test_demo`);
    await page.getByRole("textbox", { name: "Words on the button" }).fill("Print <it>");
    await page.getByRole("link", { name: "Print <it>" }).waitFor();
    await page.getByRole("checkbox", { name: /Pin this exact version/ }).check();
    await expectAccessible(page, "builder");
    const snippet = await page.locator("pre").textContent();
    expect(snippet).toContain('integrity="sha384-');
    expect(snippet).toContain(`<printcloud-button publication="${site().book}" key="pk_test_demo">`);
    expect(snippet).toContain("Print &lt;it></a>");
  });
}
