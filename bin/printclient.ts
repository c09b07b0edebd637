#!/usr/bin/env node
import { printclient } from "../lib/printclient/cli.ts";

let signals = 0;

process.exitCode = await printclient(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  isTerminal: process.stdout.isTTY === true,
  colours: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  cwd: process.cwd(),
  onSignal(listener) {
    const once = () => {
      // The second one is meant.
      if (++signals > 1) process.exit(1);
      listener();
    };
    process.on("SIGTERM", once).on("SIGINT", once);
  },
});
