import { type Browser, firefox, type Page } from "playwright-core";

/**
 * Firefox as its makers ship it, by WebDriver BiDi. It lacks the command for a page's colour scheme, and has none that
 * turns scripts off; what its own developer tools do, which is allowed from inside the browser, stands in for both.
 */
export async function launchFirefox(executablePath: string): Promise<Browser> {
  const browser = await firefox.launch({
    // Any channel that begins with "moz-" speaks BiDi; the path decides which Firefox.
    channel: "moz-firefox",
    executablePath,
    args: ["--remote-allow-system-access"],
    // WebDriver's mouse stays in the process of the outermost page: sites apart could not be clicked in their frames.
    firefoxUserPrefs: { "ui.prefersReducedMotion": 1, "fission.webContentIsolationStrategy": 0 },
  });
  const session = sessionOf(browser);
  const protocol: Session = Object.getPrototypeOf(session);
  const { send } = protocol;
  protocol.send = function (method, parameters) {
    if (method !== "emulation.setMediaFeaturesOverride") return send.call(this, method, parameters);
    return inEveryTab(session, `prefersColorSchemeOverride = "${schemeIn(parameters)}"`);
  };
  return browser;
}

/** Shows the pages that are open without their scripts, from their next loading on. */
export async function forbidScripts(browser: Browser): Promise<void> {
  await inEveryTab(sessionOf(browser), "allowJavascript = false");
}

/** Playwright's own way puts a style into the page first, which a strict policy refuses and Firefox reports. */
export async function picture(page: Page): Promise<Buffer> {
  const browser = page.context().browser();
  if (!browser) throw new Error("a page without a browser has no picture");
  const { _session } = insideOf(browser, page).delegate;
  const { data } = await _session.send("browsingContext.captureScreenshot", { context: _session.sessionId });
  return Buffer.from(`${data}`, "base64");
}

interface Session {
  readonly sessionId: string;
  send(method: string, parameters: object): Promise<Answer>;
}

type Answer = Readonly<Record<string, unknown>>;

/** What Playwright has no command for is said on its own connection, which it keeps to itself. */
function sessionOf(browser: Browser): Session {
  return insideOf(browser, browser)._browserSession;
}

interface Inside {
  readonly _browserSession: Session;
  readonly delegate: { readonly _session: Session };
}

function insideOf(browser: Browser, of: Browser | Page): Inside {
  // Private to playwright-core, whose version is pinned for this too.
  const { _connection } = browser as unknown as { _connection: { toImpl(of: Browser | Page): Inside } };
  return _connection.toImpl(of);
}

async function inEveryTab(session: Session, assignment: string): Promise<Answer> {
  const { contexts } = await session.send("browsingContext.getTree", { "moz:scope": "chrome" });
  const [window] = contexts as { context: string }[];
  return session.send("script.evaluate", {
    target: { context: window?.context },
    awaitPromise: false,
    expression: `for (const { gBrowser } of Services.wm.getEnumerator("navigator:browser"))
      for (const { linkedBrowser } of gBrowser?.tabs ?? []) linkedBrowser.browsingContext.${assignment};`,
  });
}

function schemeIn(parameters: object): string {
  const { features } = parameters as { features: { "prefers-color-scheme"?: string } };
  return features["prefers-color-scheme"] ?? "none";
}
