import { readFile, writeFile } from "node:fs/promises";
import { renderItem } from "../lib/render/engine.ts";
import { Job } from "../lib/render/job.ts";

// node bin/bench-share.ts JOB.json OUT.json: a job or a share of one, as the child of a render function works it.
const [jobPath = "", outcomePath = ""] = process.argv.slice(2);
const job = Job.parse(JSON.parse(await readFile(jobPath, "utf8")));
await writeFile(outcomePath, JSON.stringify(await renderItem(job)));
