import { resolve } from "node:path";
import { indexPage } from "./index-page.ts";
import { type Up, up } from "./up.ts";

// `npm start`: the whole of Printcloud on this machine.
const frontPort = Number(process.env.PORT ?? 4000);
const folder = resolve(process.env.PRINTCLOUD_FOLDER ?? ".printcloud");
const began = performance.now();
let running: Up | undefined;

running = await up({
  folder,
  frontPort,
  awsPort: frontPort + 1,
  paceSeconds: 2,
  storefront: true,
  allowedPrivateOrigins: process.env.ALLOWED_PRIVATE_ORIGINS ?? "",
  say: (line) => process.stdout.write(`  ${line}\n`),
  onRequest: (request, response) => {
    if (request.url !== "/" || !running) return response.writeHead(404).end("Not found\n");
    const headers = {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    };
    return response.writeHead(200, headers).end(indexPage(running));
  },
}).catch((error: unknown) => {
  process.stderr.write(
    `\nPrintcloud cannot start. ${error instanceof Error ? error.message : String(error)}\n`,
  );
  if (process.env.DEBUG) throw error;
  process.exit(1);
});

const { laptop, demo } = running;
const seconds = ((performance.now() - began) / 1000).toFixed(1);
process.stdout.write(`
Printcloud is ready after ${seconds} s.

  Everything      ${laptop.front}/
  REST API        ${laptop.front}/v1
  SQS, S3, DynamoDB, STS, Lambda, API Gateway
                  ${laptop.aws}  (keys in ${folder}/running.json)
  Test secret key ${demo.keys.find((key) => key.startsWith("sk_test_"))}

Press Ctrl+C to stop. Data stays in ${folder}.
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    process.stdout.write("\nStopping\n");
    void running?.close().then(() => process.exit(0));
  });
}
