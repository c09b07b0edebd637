import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { indexPage } from "../../bin/index-page.ts";
import { Facility } from "../../lib/order/facility.ts";
import { RoutesView } from "../../lib/order/views.ts";
import { Caller, orderOf } from "./calls.ts";
import { picture } from "./files.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

const Enrolled = z.object({ id: z.string(), keys: z.array(z.string()) });
const Added = z.object({ facilityId: z.string(), queueUrl: z.url(), key: z.string() });

let cloud: Started;
let sources: Sources;
let folder: string;

beforeAll(async () => {
  sources = await openSources({ "/photo.jpg": await picture(1300, 1800) });
  cloud = await started();
  folder = await mkdtemp(join(tmpdir(), "printcloud-operator-"));
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
  await rm(folder, { recursive: true, force: true });
});

test("`merchant add` prints keys that work at once, and an application acts for the merchant", async () => {
  const merchant = Enrolled.parse(
    json(await command("merchant", "add", "--name", "My shop", "--tier", "scale")),
  );
  expect(merchant.keys.map((key) => key.slice(0, 8)).sort()).toEqual([
    "pk_live_",
    "pk_test_",
    "sk_live_",
    "sk_test_",
  ]);
  for (const key of merchant.keys)
    expect((await new Caller(cloud.api, key).get("/products")).status).toBe(200);
  const app = Enrolled.parse(
    json(await command("merchant", "app", "--name", "Shop front", "--merchant", merchant.id)),
  );
  const key = app.keys.find((each) => each.startsWith("app_test_"));
  const orders = await new Caller(cloud.api, key).get("/orders", { "printcloud-merchant": merchant.id });
  expect([orders.status, orders.json]).toEqual([200, { items: [], nextCursor: null }]);
});

test("a facility added while the cloud runs gets work and prints it with the real client", async () => {
  const sample = Facility.parse(json(await command("facility", "sample", "test-amsterdam")));
  const file = join(folder, "paris.json");
  const location = { latitude: 48.86, longitude: 2.35 };
  const paris = { ...sample, id: "test-paris", countryCode: "FR", timeZone: "Europe/Paris", location };
  await writeFile(file, JSON.stringify(paris));
  const added = Added.parse(json(await command("facility", "add", "--file", file)));
  expect(added.facilityId).toBe("test-paris");
  expect(added.key).toMatch(/^fk_test_/);

  const merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  const recipient = {
    name: "A. Lecteur",
    line1: "Rue de Rivoli 1",
    postalCode: "75001",
    city: "Paris",
    countryCode: "FR",
  };
  const card = {
    productId: "postcard-a6",
    quantity: 2,
    files: { images: [{ url: `${sources.origin}/photo.jpg` }] },
  };
  const { id } = await merchant.place({ ...orderOf([card]), recipient });
  const queued = await merchant.until(id, ({ items }) => items[0]?.state === "queued");
  expect(queued.items[0]?.route).toMatchObject({
    facilityId: "test-paris",
    reasons: expect.arrayContaining(["prints in FR"]),
  });

  const run = ["run", "--facility", "test-paris", "--api", cloud.api, "--key", added.key];
  const { stdout } = await command(
    "printclient",
    ...run,
    "--folder",
    join(folder, "press"),
    "--simulate",
    "--pace",
    "0",
    "--once",
  );
  expect(stdout).not.toContain(added.key);
  expect((await merchant.settled(id)).state).toBe("shipped");
  const { stdout: listed } = await command("printclient", "list", "--folder", join(folder, "press"));
  expect(listed.trim().split("\n")).toEqual([expect.stringMatching(/ tkt_\w+\/1 {2}shipped$/)]);
});

test("`facility conform` finds nothing wrong with our own client, and refuses to try a live facility", async () => {
  const { code, stdout } = await command(
    "facility",
    "conform",
    "test-amsterdam",
    "--patience",
    "60",
    "--quiet",
    "1",
  );
  expect({ code, wrong: stdout.split("\n").filter((line) => line.includes("WRONG")) }).toEqual({
    code: 0,
    wrong: [],
  });
  expect(stdout).toContain("test-amsterdam keeps every rule");
  expect((await command("facility", "conform", "utrecht")).code).toBe(1);
});

test("a policy sends orders elsewhere at once, and `{}` is the default again", async () => {
  const file = join(folder, "policy.json");
  const setPolicy = async (policy: object) => {
    await writeFile(file, JSON.stringify({ mode: "test", ...policy }));
    return json(await command("facility", "policy", "--file", file));
  };
  const rules = [{ kind: "pin", facilityId: "test-chicago" }];
  expect(await setPolicy({ rules })).toMatchObject({ mode: "test", rules, marginPercent: 42 });
  const merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  const basket = { destination: { countryCode: "NL" }, items: [{ productId: "postcard-a6", quantity: 1 }] };
  const chosen = async () =>
    RoutesView.parse((await merchant.post("/routes/simulate", basket)).json).items[0]?.route.facilityId;
  expect(await chosen()).toBe("test-chicago");
  await setPolicy({});
  expect(await chosen()).toBe("test-amsterdam");
});

test("what an operator enters wrong is told with the field, and ends with another code than 0", async () => {
  const file = join(folder, "wrong.json");
  await writeFile(
    file,
    JSON.stringify({ ...json(await command("facility", "sample", "utrecht")), timeZone: "Mars/Olympus" }),
  );
  const wrong = await command("facility", "add", "--file", file, "--id", "mars");
  expect(wrong.code).toBe(1);
  expect(json(wrong)).toMatchObject({ code: "invalid_request", pointer: "/timeZone", given: "Mars/Olympus" });
  const tier = await command("merchant", "add", "--name", "X", "--tier", "gold");
  expect([tier.code, tier.stderr]).toEqual([1, expect.stringContaining("trial, standard, scale")]);
  const nothing = await command("facility", "add");
  expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining("--sample")]);
  const nowhere = await command("merchant", "add", "--name", "X", { PRINTCLOUD_FOLDER: folder });
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("npm start")]);
});

test("what the index page links to is there, and the commands it gives to try work as they are", async () => {
  const page = indexPage(cloud);
  for (const [, href = ""] of page.matchAll(/href="([^"]+)"/g)) expect((await fetch(href)).status).toBe(200);
  const [, commands = ""] = /<pre>([\s\S]*?)<\/pre>/.exec(page) ?? [];
  const plain = commands.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", plain]);
  const List = z.object({ items: z.array(z.unknown()) });
  const answers = stdout.split(/(?<=})(?=\{)/).map((answer) => List.parse(JSON.parse(answer)));
  expect(answers.length).toBeGreaterThan(3);
  expect(page).not.toContain(cloud.laptop.operator.secretAccessKey);
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bin/{name}.ts` as operators do, against the running cloud. */
async function command(name: string, ...given: (string | Record<string, string>)[]): Promise<Ended> {
  const words = given.filter((word) => typeof word === "string");
  const env = { PATH: process.env.PATH ?? "", PRINTCLOUD_FOLDER: cloud.folder };
  const options = { env: Object.assign(env, ...given.filter((word) => typeof word !== "string")) };
  const program = resolve(import.meta.dirname, `../../bin/${name}.ts`);
  return promisify(execFile)(process.execPath, [program, ...words], options).then(
    (done) => ({ code: 0, ...done }),
    (ended: Ended) => ended,
  );
}

function json({ stdout, stderr }: Ended): object {
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}
