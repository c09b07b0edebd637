import * as z from "zod";
import { synthesise } from "../lib/stack/synthesise.ts";

// What `cdk synth` and `cdk deploy` run: the CLI tells the folder and the context (`-c stage=prod`) in the environment.
const Context = z.record(z.string(), z.unknown());
const given = Context.parse(JSON.parse(process.env.CDK_CONTEXT_JSON ?? "{}"));
const context = Object.fromEntries(
  Object.entries(given).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
);
await synthesise({
  outFolder: process.env.CDK_OUTDIR ?? "cdk.out",
  native: "linux-arm64",
  context,
  validate: true,
});
