import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { checkFile } from "../lib/preflight/check-file.ts";

await workAsChild(checkFile);
