import * as z from "zod";
import { writeAssembly } from "./assembly.ts";

const Options = z.object({
  root: z.string(),
  folder: z.string(),
  functionsFolder: z.string(),
  native: z.enum(["here", "linux-arm64"]),
  context: z.record(z.string(), z.string()),
  validate: z.boolean(),
});

// Whoever asked has gone, and may be asking again: two would write into one folder.
process.stdin.on("end", () => process.exit(1)).resume();

await writeAssembly(Options.parse(JSON.parse(process.argv[2] ?? "")));
process.stdin.destroy();
