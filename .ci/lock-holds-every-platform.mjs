// Optional packages of other platforms must be in the lock, or `npm ci` fails there. Exit 1 names those that are not.
import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies).filter(
    (name) => !packages[`node_modules/${name}`] && !packages[`${at}/node_modules/${name}`],
  ),
);
if (missing.length > 0) {
  console.error(`package-lock.json lacks ${missing.join(", ")}`);
  process.exit(1);
}
