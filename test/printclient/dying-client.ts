import { appendFileSync } from "node:fs";
import { runClient } from "../../lib/printclient/run-client.ts";
import type { Wrap } from "../../lib/printclient/wrap.ts";

// A client that runs until nothing is left to do, or dies at DIE_AT, e.g. `bucket.create#1 after`: as abruptly as by
// kill -9 from outside. With TRACE it writes down every point at which it could have died.
const { OPTIONS = "{}", DIE_AT, TRACE } = process.env;
const reached = new Map<string, number>();

/** The effect by the port's name, its method, and what a journal's line is about. */
function effectOf(port: string, method: string, [first]: readonly unknown[]): string {
  const deed = first as { did?: string; status?: string; key?: string } | undefined; // only looked at
  const detail = port === "journal" ? [deed?.did, deed?.status ?? deed?.key].filter(Boolean).join(":") : "";
  return [`${port}.${method}`, detail].filter(Boolean).join(":");
}

function point(effect: string, side: "before" | "after", times: number): void {
  const name = `${effect}#${times} ${side}`;
  if (TRACE) appendFileSync(TRACE, `${name}\n`);
  if (name === DIE_AT) process.kill(process.pid, "SIGKILL");
}

const wrap: Wrap = (name, port) =>
  new Proxy(port, {
    get(target, method) {
      const member: unknown = Reflect.get(target, method);
      if (typeof member !== "function" || typeof method !== "string") return member;
      return (...given: unknown[]) => {
        const effect = effectOf(name, method, given);
        const times = (reached.get(effect) ?? 0) + 1;
        reached.set(effect, times);
        point(effect, "before", times);
        const answer: unknown = member.apply(target, given);
        if (!(answer instanceof Promise)) return answer;
        return answer.then((value: unknown) => {
          point(effect, "after", times);
          return value;
        });
      };
    },
  });

runClient({ ...JSON.parse(OPTIONS), wrap, once: { waitSeconds: 0 } }).done.catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
