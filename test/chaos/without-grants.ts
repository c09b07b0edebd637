import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { synthesised } from "./opened.ts";

/** A right that somebody forgot: of a role, an action, on the resources that are like this in the template. */
export interface Forgotten {
  /** Start of the policy's logical id, e.g. `intakerole`. */
  readonly role: string;
  readonly action: string;
  readonly on: string;
}

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Statement = z.looseObject({ Action: texts, Resource: z.unknown().transform((one) => [one].flat()) });
const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const Document = z.looseObject({ Statement: z.array(Statement) });

/** Writes a copy of the shared assembly into `folder` whose template lacks these rights, and nothing else. */
export async function assemblyWithout(forgotten: readonly Forgotten[], folder: string): Promise<string> {
  const assembly = await synthesised();
  await mkdir(folder, { recursive: true });
  const names = await readdir(assembly);
  const isTemplate = (name: string) => name.endsWith(".template.json");
  for (const name of names.filter((each) => !isTemplate(each)))
    await symlink(join(assembly, name), join(folder, name));
  for (const name of names.filter(isTemplate)) {
    const template = Template.parse(JSON.parse(await readFile(join(assembly, name), "utf8")));
    for (const right of forgotten) forget(template, right);
    await writeFile(join(folder, name), JSON.stringify(template));
  }
  return folder;
}

function forget({ Resources }: z.infer<typeof Template>, { role, action, on }: Forgotten): void {
  const policy = Object.entries(Resources).find(
    ([id, { Type }]) => Type === "AWS::IAM::Policy" && id.startsWith(`${role}DefaultPolicy`),
  )?.[1];
  const document = Document.parse(policy?.Properties.PolicyDocument);
  const kept = document.Statement.flatMap((statement) => without(statement, { action, on }));
  if (!policy || JSON.stringify(kept) === JSON.stringify(document.Statement))
    throw new Error(`${role} has no ${action} on ${on} that could be forgotten`);
  policy.Properties.PolicyDocument = { ...document, Statement: kept };
}

/** The statement without an action on the resources that are like `on`; its other actions keep those. */
function without(
  statement: z.infer<typeof Statement>,
  { action, on }: Pick<Forgotten, "action" | "on">,
): object[] {
  const isGone = (resource: unknown) => JSON.stringify(resource).includes(on);
  const gone = statement.Resource.filter(isGone);
  if (!statement.Action.includes(action) || gone.length === 0) return [statement];
  const left = { ...statement, Resource: statement.Resource.filter((resource) => !isGone(resource)) };
  const others = { ...statement, Action: statement.Action.filter((each) => each !== action), Resource: gone };
  return [left, others].filter(({ Action, Resource }) => Action.length > 0 && Resource.length > 0);
}
