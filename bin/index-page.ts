import { facilities } from "../lib/catalogue/facilities.ts";
import type { Laptop } from "../lib/laptop/laptop.ts";
import { type RouteSpec, routes } from "../lib/order/api.ts";
import { line } from "../lib/order/line.ts";
import type { Demo } from "./onboard.ts";
import type { Up } from "./up.ts";

/** What is where on this laptop, with the demo keys and commands to copy. No script: it works as it is. */
export function indexPage({ laptop, demo, stall }: Pick<Up, "laptop" | "demo" | "stall">): string {
  const api = `${laptop.front}/v1`;
  return page(`
<header>
<h1>Printcloud</h1>
<p>Print-as-a-service on this laptop: the template that deploys, with its permissions enforced.</p>
${picture()}
</header>
<h2>Try it</h2>
${tryIt(api, demo)}
<h2>REST API</h2>
<p><code>${api}</code>, described by <a href="${api}/openapi.json">OpenAPI 3.1</a>.</p>
${routeTable(api)}
${stall ? storefront(laptop) : ""}
<h2>Merchant</h2>
<table>${row("Id", code(demo.merchantId))}${demo.keys.toSorted().reverse().map(keyRow).join("")}</table>
<h2>Facilities</h2>
${facilityTable(demo, api)}
<h2>Behind it</h2>
<p>SQS, S3, DynamoDB, STS, Lambda and API Gateway answer to any AWS client at ${code(laptop.aws)}, region
${code(laptop.region)}; the operator's keys are in <code>running.json</code> beside the data, what functions write in <code>logs/</code>.</p>
<table>${Object.entries(laptop.outputs)
    .map(([name, value]) => row(name, code(value)))
    .join("")}</table>`);
}

/** The line an order travels, as the queues see it. */
function picture(): string {
  const steps = ["intake", ...Object.keys(line).filter((name) => name !== "project" && name !== "track")];
  const stations = [...steps, "facility", "track"].map((name) => `<li>${name}</li>`);
  return `<ol class="line" aria-label="The line an order travels">${stations.join("")}</ol>`;
}

function tryIt(api: string, demo: Demo): string {
  const basket =
    '{"destination":{"countryCode":"NL"},"items":[{"productId":"photobook-hardcover-square-210","quantity":1}]}';
  return `<pre>export API=${api}
export KEY=${text(keyOf(demo, "sk_test_"))}
curl -s $API/products -H "Authorization: Bearer $KEY"
curl -s $API/routes/simulate -H "Authorization: Bearer $KEY" \\
  -d '${text(basket)}'
curl -s $API/orders -H "Authorization: Bearer $KEY"
curl -s $API/events -H "Authorization: Bearer $KEY"</pre>
<p>The README goes on from here: it uploads photographs, orders a book and follows it until it has shipped.
<code>npm run demo</code> does all of that by itself.</p>`;
}

function storefront({ front }: Laptop): string {
  return `<h2>Storefront</h2>
<p>The <a href="${front}/shop">demo shop</a> sells two publications of the demo merchant; the
<a href="${front}/builder">button builder</a> makes the snippet. No money moves: the payment page asks how it shall end.
E-mails are in <code>mail/</code> beside the data. The API is ${code(`${front}/storefront`)}.</p>`;
}

function routeTable(api: string): string {
  const rows = routes.map((route: RouteSpec) => {
    const { method, path, summary, who = ["no key"] } = route;
    const open = route.open === true && method === "GET";
    const shown = open ? `<a href="${api}${path}">${path}</a>` : path;
    return `<tr><td>${method}</td><td><code>${shown}</code></td><td>${text(summary)}</td><td>${who.join(", ")}</td></tr>`;
  });
  return `<table><thead><tr><th>Method</th><th>Path</th><th>What it does</th><th>For keys</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function keyRow(key: string): string {
  const [kind, mode] = key.split("_");
  return row(`${kind === "sk" ? "Secret" : "Publishable"} key, ${mode}`, code(key));
}

function facilityTable({ facilityKeys }: Demo, api: string): string {
  const rows = facilities.map(({ id, name, countryCode, mode }) => {
    const key = code(facilityKeys[id] ?? "");
    return `<tr><th scope="row">${text(name)}</th><td>${countryCode}</td><td>${mode}</td><td>${key}</td></tr>`;
  });
  return `<p>Test orders are printed by simulated facilities that run in here. Live orders wait for a client:</p>
<pre>npx printclient run --api ${api} --facility utrecht --key ${text(facilityKeys.utrecht ?? "fk_live_...")}</pre>
<table><thead><tr><th>Name</th><th>Country</th><th>Mode</th><th>Key</th></tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function keyOf({ keys }: Demo, prefix: string): string {
  return keys.find((key) => key.startsWith(prefix)) ?? "";
}

function row(name: string, value: string): string {
  return `<tr><th scope="row">${text(name)}</th><td>${value}</td></tr>\n`;
}

function code(value: string): string {
  return `<code>${text(value)}</code>`;
}

function text(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --accent: light-dark(#b3261e, #ff8a80);
  font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1rem 4rem; }
h1 { margin: 0; font-size: 2.25rem; letter-spacing: -.02em; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
header p { margin: .25rem 0 1.5rem; font-size: 1.1rem; }
a { color: var(--accent); }
.line { display: flex; flex-wrap: wrap; gap: .5rem 0; margin: 0; padding: 0; list-style: none; }
.line li { padding: .25rem .8rem; border: 1px solid var(--accent); border-radius: 1rem; }
.line li + li { margin-left: 2rem; position: relative; }
.line li + li::before { content: "→" / ""; position: absolute; left: -1.6rem; color: var(--accent); }
pre { overflow-x: auto; margin: .5rem 0; padding: 1rem; border-radius: .5rem; background: color-mix(in srgb, currentColor 7%, transparent); }
code, pre { font: .875rem/1.6 ui-monospace, monospace; }
code { overflow-wrap: anywhere; }
td code { user-select: all; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem 1rem .4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; }
th { font-weight: 500; }
tbody th { width: 16rem; }
thead th { border: 0; font-size: .8rem; opacity: .75; }
@media (max-width: 44rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: block; padding: .4rem 0; border-top: 1px solid var(--line); }
  th, td { display: inline; padding: 0 .5rem 0 0; border: 0; }
  td:last-child { display: block; opacity: .75; }
}`;

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Printcloud on this laptop</title>
<style>${style}
</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}
