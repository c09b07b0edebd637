import type { Laptop } from "../lib/laptop/laptop.ts";
import type { Demo } from "./up.ts";

/** What is where on this laptop, with the demo keys and commands to copy. */
export function indexPage(laptop: Laptop, demo: Demo): string {
  const secret = demo.keys.find((key) => key.startsWith("sk_test_")) ?? "";
  const api = `${laptop.front}/v1`;
  return page(`
<h1>Printcloud</h1>
<p>Print-as-a-service on this laptop: the template that deploys, with its permissions enforced.</p>
<h2>Try it</h2>
<pre>export KEY=${secret}
curl -s ${api}/products -H "Authorization: Bearer $KEY"
curl -s ${api}/orders   -H "Authorization: Bearer $KEY"
curl -s ${api}/events   -H "Authorization: Bearer $KEY"</pre>
<p>The README has the commands that upload photographs, order a book and follow it until it has shipped.</p>
<h2>Where things are</h2>
<table>
${row("REST API", `<a href="${api}/health">${api}</a>`)}
${row("Its description", `<a href="${api}/openapi.json">OpenAPI 3.1</a>`)}
${row("SQS, S3, DynamoDB, STS, Lambda, API Gateway", `<code>${laptop.aws}</code>, region <code>${laptop.region}</code>`)}
${Object.entries(laptop.outputs)
  .map(([name, value]) => row(name, `<code>${value}</code>`))
  .join("\n")}
</table>
<h2>Demo keys</h2>
<table>
${row("Merchant", `<code>${demo.merchantId}</code>`)}
${demo.keys.map((key) => row(keyName(key), `<code>${key}</code>`)).join("\n")}
${Object.entries(demo.facilityKeys)
  .map(([id, key]) => row(`Facility ${id}`, `<code>${key}</code>`))
  .join("\n")}
</table>
<p>Test orders are printed by two simulated facilities. Live orders wait for
<code>npx printclient run --facility ID --key fk_live_...</code>.</p>`);
}

function keyName(key: string): string {
  const [kind, mode] = key.split("_");
  return `${kind === "sk" ? "Secret" : "Publishable"} key, ${mode}`;
}

function row(name: string, value: string): string {
  return `<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Printcloud on this laptop</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h2 { margin-top: 2rem; }
pre { overflow-x: auto; padding: 1rem; background: color-mix(in srgb, currentColor 8%, transparent); border-radius: .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; vertical-align: top; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
th { font-weight: 500; white-space: nowrap; }
code { overflow-wrap: anywhere; }
@media (max-width: 40rem) { th { white-space: normal; } }
</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}
