import { readFile } from "node:fs/promises";
import * as z from "zod";
import { aboutOf } from "../lib/render/about.ts";
import { writeTail } from "../lib/render/document.ts";
import { MadeChunk, Spec } from "../lib/render/job.ts";
import { intentOf } from "../lib/render/printing-condition.ts";

// node bin/bench-assemble.ts CHUNKS.json OUT.pdf: the end of a book, from what was recorded of its chunks.
const [chunksPath = "", outPath = ""] = process.argv.slice(2);
const Assembly = z.object({ spec: Spec, chunks: z.array(MadeChunk) });
const { spec, chunks } = Assembly.parse(JSON.parse(await readFile(chunksPath, "utf8")));
await writeTail(outPath, chunks, aboutOf(spec, await intentOf(spec.fileProfile), "inside"));
