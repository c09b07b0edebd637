import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";

/** A line that a function wrote, or that was written about it. */
export type OnLog = (functionName: string, line: string) => void;

/** One file per function under `folder`, appended to. */
export function openLogs(folder: string, onLog: OnLog = () => {}) {
  const files = new Map<string, WriteStream>();
  return {
    write(functionName: string, line: string): void {
      let file = files.get(functionName);
      if (!file) {
        file = createWriteStream(join(folder, `${functionName}.log`), { flags: "a" });
        // A full disk must not stop the functions.
        file.on("error", () => {});
        files.set(functionName, file);
      }
      file.write(`${line}\n`);
      onLog(functionName, line);
    },
    async close(): Promise<void> {
      await Promise.all(
        [...files.values()].map((file) => new Promise<void>((done) => file.end(() => done()))),
      );
    },
  };
}
