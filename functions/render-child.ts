import { workAsChild } from "../lib/cloud/capped-child-work.ts";
import { Job } from "../lib/render/job.ts";
import { workItem } from "../lib/render/work.ts";

await workAsChild((job) => workItem(Job.parse(job), (progress) => process.stderr.write(`${progress}\n`)));
