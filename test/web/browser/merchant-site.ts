import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A merchant's site with a content policy as strict as they come, on an origin of its own. */
export interface MerchantSite {
  readonly origin: string;
  close(): Promise<void>;
}

const nonce = "c2l4dGVlbiBieXRlcyE";

/** Notes what the button tells and what the policy refuses. */
const notes = `
window.heard = [];
window.refused = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => refused.push(violatedDirective + " " + blockedURI));
for (const name of ["open", "ready", "price", "paid", "close", "error"])
  document.addEventListener("printcloud:" + name, ({ detail }) => heard.push({ name, ...detail }));`;

/** Serves `/`, with the given lines in its body, and nothing else. */
export async function openMerchantSite(
  printcloud: string,
  lines: (origin: string) => string,
): Promise<MerchantSite> {
  const policy = [
    "default-src 'none'",
    `script-src ${printcloud}/button/ 'nonce-${nonce}'`,
    `frame-src ${printcloud}`,
    "img-src data:",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const server = createServer((request, response) => {
    if (request.url !== "/") return response.writeHead(404).end();
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
    return response.writeHead(200, headers).end(page(lines(`http://127.0.0.1:${portOf(server)}`)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function page(lines: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
<script nonce="${nonce}">${notes}</script></head>
<body><main><h1>A shop</h1>${lines.replaceAll("<script>", `<script nonce="${nonce}">`)}</main></body></html>`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
