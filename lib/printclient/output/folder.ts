import { access, constants, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Output, OutputTools, Printing } from "./output.ts";

const staging = ".printclient";

/**
 * A hot folder: files appear under their final names, whole, the ticket last. They are staged as `.part` on the same
 * file system; a staged file that is gone was moved, even if the folder's owner has taken it away since.
 */
export function folderOutput(path: string): Output {
  return {
    name: `folder:${path}`,
    async print(printing, tools) {
      const names = namesOf(printing);
      if (printing.notes.staged === undefined) await stage(path, names, { printing, tools });
      const left = new Set(await readdir(join(path, staging)));
      for (const [name] of names) {
        if (left.has(`${name}.part`))
          await tools.disk.move(join(path, staging, `${name}.part`), join(path, name));
      }
      return "handed_over";
    },
    async check() {
      await access(path, constants.W_OK);
      const waiting = (await readdir(path)).filter((name) => name.endsWith(".json")).length;
      return `${path} can be written to, ${waiting} tickets lie in it`;
    },
  };
}

async function stage(
  path: string,
  names: readonly (readonly [name: string, from: string])[],
  { printing, tools }: { printing: Printing; tools: OutputTools },
): Promise<void> {
  await access(path); // an unmounted share must not be made anew
  for (const [name, from] of names) await tools.disk.copy(from, join(path, staging, `${name}.part`));
  await printing.note("staged", String(names.length));
}

/** The ticket comes last: who waits for it finds all files there. */
function namesOf({ name, files, ticketPath }: Printing): (readonly [name: string, from: string])[] {
  const named = files.map((file, index) => {
    const twin = files.slice(0, index).some(({ role }) => role === file.role);
    return [`${name}-${file.role}${twin ? index : ""}${extname(file.path)}`, file.path] as const;
  });
  return [...named, [`${name}.json`, ticketPath]];
}
