import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { checkJob } from "../lib/preflight/check-job.ts";

await workAsChild(checkJob);
