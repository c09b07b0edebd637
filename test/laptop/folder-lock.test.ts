import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockFolder } from "../../lib/laptop/folder-lock.ts";

const holder = fileURLToPath(new URL("./locking.ts", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});

afterAll(() => rm(folder, { recursive: true }));

test("a folder has one holder at a time, under whatever name it is asked for", async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(
    `(process ${process.pid}) works in ${folder}: stop it first`,
  );
  const alias = `${folder}-alias`;
  await symlink(folder, alias);
  await expect(lockFolder(alias)).rejects.toThrow(`works in ${alias}`);
  await rm(alias);
  await lock.release();
  await (await lockFolder(folder)).release();
});

test("two folders do not know each other", async () => {
  const locks = await Promise.all([lockFolder(folder), lockFolder(join(folder, "another"))]);
  await Promise.all(locks.map((lock) => lock.release()));
});

test("a lock goes with its process, by kill -9 too, and not before", async () => {
  const child = spawn(process.execPath, [holder, folder], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  await expect(lockFolder(folder)).rejects.toThrow(`(process ${child.pid})`);
  // A process that is stopped says nothing, and holds it all the same.
  child.kill("SIGSTOP");
  await expect(lockFolder(folder)).rejects.toThrow("Another laptop cloud works in");
  child.kill("SIGKILL");
  await once(child, "exit");
  await (await lockFolder(folder)).release();
});
