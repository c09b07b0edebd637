#!/usr/bin/env node
import { createInterface } from "node:readline/promises";
import { printclient } from "../lib/printclient/cli.ts";

let signals = 0;
const isTerminal = process.stdout.isTTY === true;
// What hangs after a stop, e.g. a printer that takes no more bytes, is left: the journal knows enough to go on.
const lingerMs = 5_000;

async function ask(question: string): Promise<string | undefined> {
  if (!isTerminal || process.stdin.isTTY !== true) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(`${question}: `)).trim();
  } finally {
    terminal.close();
  }
}

function onSignal(listener: () => void): void {
  const once = () => {
    // The second one is meant.
    if (++signals > 1) process.exit(1);
    listener();
  };
  process.on("SIGTERM", once).on("SIGINT", once);
}

// No top-level await: the one-file executable is CommonJS.
printclient(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  isTerminal,
  colours: isTerminal && process.env.NO_COLOR === undefined,
  cwd: process.cwd(),
  ask,
  onSignal,
}).then((code) => {
  process.exitCode = code;
  setTimeout(() => process.exit(), lingerMs).unref();
});
