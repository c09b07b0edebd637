import { execFileSync } from "node:child_process";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { inject } from "postject";

// `npm run printclient:build [-- FILE]`: the print client as one executable for the machine at hand; needs no Node there.
// The running Node is copied with the bundled client inside (a "single executable application"); macOS wants it signed.
const out = resolve(process.argv[2] ?? ".printcloud/printclient");
const work = `${out}.build`;
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

await mkdir(work, { recursive: true });
await build({
  entryPoints: [join(import.meta.dirname, "printclient.ts")],
  outfile: join(work, "printclient.cjs"),
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  minify: true,
  // Without it classes of errors lose the names by which they are told apart in logs.
  keepNames: true,
  mainFields: ["module", "main"],
  logLevel: "error",
});
const config = {
  main: join(work, "printclient.cjs"),
  output: join(work, "blob"),
  disableExperimentalSEAWarning: true,
};
await writeFile(join(work, "config.json"), JSON.stringify(config));
execFileSync(process.execPath, ["--experimental-sea-config", join(work, "config.json")], { stdio: "pipe" });
await mkdir(dirname(out), { recursive: true });
await copyFile(process.execPath, out);
await chmod(out, 0o755);
await inject(out, "NODE_SEA_BLOB", await readFile(config.output), { sentinelFuse: fuse });
await rm(work, { recursive: true });
process.stdout.write(`${out}\n`);
