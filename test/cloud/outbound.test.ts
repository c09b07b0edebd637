import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { type FetchOptions, fetchToFile } from "../../lib/cloud/outbound.ts";
import { Rejected, Unavailable } from "../../lib/order/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-outbound-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function options(more: Partial<FetchOptions> = {}): FetchOptions {
  return { path: join(folder, `file-${files++}`), maxBytes: 1_000_000, ...more };
}

/** A server on a free port, and the origin an operator would have to allow to reach it. */
async function source(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(url: string, more: Partial<FetchOptions>): Promise<unknown> {
  const given = options(more);
  const failure = await fetchToFile(url, given).then(
    () => "fetched",
    (error: unknown) => error,
  );
  expect(existsSync(given.path), "a failed fetch leaves no file").toBe(false);
  return failure;
}

async function codeOf(url: string, more: Partial<FetchOptions> = {}): Promise<string> {
  const failure = await failureOf(url, more);
  if (failure instanceof Rejected) return failure.code;
  return failure instanceof Unavailable ? "unavailable" : String(failure);
}

test("a source is stored as it was sent and answered with its hash", async () => {
  const bytes = randomBytes(300_000);
  const origin = await source((_, response) => response.end(bytes));
  const given = options({ allowedOrigins: [origin] });
  const fetched = await fetchToFile(`${origin}/photo.jpg`, given);
  expect(fetched).toEqual({ sha256: createHash("sha256").update(bytes).digest("hex"), bytes: 300_000 });
  expect(readFileSync(given.path).equals(bytes)).toBe(true);
});

test("an origin the operator did not name is refused although another port of it is allowed", async () => {
  const origin = await source((_, response) => response.end("x"));
  expect(await codeOf(origin, { allowedOrigins: ["http://127.0.0.1:1", "https://127.0.0.1"] })).toBe(
    "source_refused",
  );
});

test.each([
  [401, "source_unavailable"],
  [403, "source_unavailable"],
  [404, "source_unavailable"],
  [410, "source_unavailable"],
  [204, "source_unavailable"],
  [206, "source_unavailable"],
  [304, "source_unavailable"],
  [429, "unavailable"],
  [408, "unavailable"],
  [500, "unavailable"],
  [503, "unavailable"],
])("a source that answers %i is %s", async (status, code) => {
  const origin = await source((_, response) => response.writeHead(status).end());
  expect(await codeOf(origin, { allowedOrigins: [origin] })).toBe(code);
});

test("a Content-Length over the cap is refused before a byte of the body is read", async () => {
  let written = 0;
  const origin = await source((_, response) => {
    response.writeHead(200, { "content-length": 2_000_000_000 });
    response.flushHeaders();
    setTimeout(() => {
      if (!response.destroyed) written += 1;
    }, 200);
  });
  const started = performance.now();
  expect(await codeOf(origin, { allowedOrigins: [origin] })).toBe("source_too_large");
  expect(performance.now() - started).toBeLessThan(190);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(written, "the connection was dropped").toBe(0);
});

test("an endless body without a length ends at the cap", async () => {
  const origin = await source((_, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
    response.on("close", () => clearInterval(timer));
  });
  expect(await codeOf(origin, { allowedOrigins: [origin] })).toBe("source_too_large");
});

test("a body shorter than its Content-Length is no file", async () => {
  const origin = await source((_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("short");
    setTimeout(() => response.destroy(), 20);
  });
  expect(await codeOf(origin, { allowedOrigins: [origin] })).toBe("unavailable");
});

test("a compressed answer is refused: nobody asked for it", async () => {
  const origin = await source((request, response) => {
    expect(request.headers["accept-encoding"]).toBe("identity");
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(50_000_000)));
  });
  expect(await codeOf(origin, { allowedOrigins: [origin] })).toBe("source_refused");
});

test("a source that dribbles is cut off as a whole, one that falls silent is cut off when idle", async () => {
  const dribble = await source((_, response) => {
    const timer = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(timer));
  });
  const silent = await source((_, response) => {
    response.write("hello");
  });
  const mute = await source(() => {});
  const started = performance.now();
  expect(
    await Promise.all([
      codeOf(dribble, { allowedOrigins: [dribble], wholeSeconds: 0.4 }),
      codeOf(silent, { allowedOrigins: [silent], idleSeconds: 0.3 }),
      codeOf(mute, { allowedOrigins: [mute], idleSeconds: 0.3 }),
    ]),
  ).toEqual(["unavailable", "unavailable", "unavailable"]);
  expect(performance.now() - started).toBeLessThan(4000);
});

test("a name server that never answers is cut off with the whole fetch", async () => {
  const lookup = () => new Promise<never>(() => {});
  expect(await codeOf("http://example.com/", { lookup, wholeSeconds: 0.2 })).toBe("unavailable");
});

test("a name nobody knows may be known later", async () => {
  const lookup = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
  expect(await codeOf("http://example.com/", { lookup })).toBe("unavailable");
});

test("three redirects are followed, the fourth is not", async () => {
  const origin = await source((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end("here");
    else response.writeHead(302, { location: `/${left - 1}` }).end("not here");
  });
  const allowedOrigins = [origin];
  expect(await fetchToFile(`${origin}/3`, options({ allowedOrigins }))).toMatchObject({ bytes: 4 });
  expect(await codeOf(`${origin}/4`, { allowedOrigins })).toBe("source_refused");
});

test.each([
  "http://169.254.169.254/latest/meta-data/",
  "http://localhost/",
  "http://[::1]/",
  "file:///etc/passwd",
  "ftp://example.com/x",
  "data:text/plain,hello",
  "http://user:pass@93.184.216.34/",
  "http://93.184.216.34:22/",
])("a redirect to %s is refused like the address itself", async (location) => {
  const origin = await source((_, response) => response.writeHead(307, { location }).end());
  expect(await codeOf(origin, { allowedOrigins: [origin] })).toBe("source_refused");
});

test("a name is looked up once a hop, and only the address that was checked is connected to", async () => {
  const origin = await source((_, response) => response.end("private"));
  const port = new URL(origin).port;
  const lookups: string[] = [];
  const lookup = async (hostname: string) => {
    lookups.push(hostname);
    return [{ address: "127.0.0.1", family: 4 }];
  };
  const named = `http://photos.example:${port}`;
  const fetched = await fetchToFile(named, options({ allowedOrigins: [named], lookup }));
  expect(fetched.bytes).toBe(7);
  expect(lookups).toEqual(["photos.example"]);
});

test("a name that turns private between two hops is refused at the second", async () => {
  let lookups = 0;
  const origin = await source((_, response) =>
    response.writeHead(302, { location: "http://rebind.example/" }).end(),
  );
  const lookup = async () => {
    lookups += 1;
    return [{ address: "10.0.0.7", family: 4 }];
  };
  expect(await codeOf(origin, { allowedOrigins: [origin], lookup })).toBe("source_refused");
  expect(lookups).toBe(1);
});

test("nothing of a failed fetch stays on disk", () => {
  const left = readdirSync(folder).filter((name) => readFileSync(join(folder, name)).length === 0);
  expect(left).toEqual([]);
});
