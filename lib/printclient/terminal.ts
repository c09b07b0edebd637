import { styleText } from "node:util";
import type { Log, LogLine } from "./log.ts";

/** The part of a terminal that is written to. */
export interface Screen {
  write(text: string): unknown;
}

const quiet: ReadonlySet<string> = new Set(["status_sent"]);
const moves: ReadonlySet<string> = new Set(["downloading", "progress"]);
const barCells = 20;
const shownFields = ["reason", "what", "status", "files", "queueUrl"];

/** A line per outcome, and under them a line per download that moves; for a terminal only. */
export function terminalLog(screen: Screen, colours: boolean): Log {
  const moving = new Map<string, string>();
  let drawn = 0;
  const redraw = (text: string) => {
    const erase = drawn > 0 ? `\x1b[${drawn}A\x1b[J` : "";
    screen.write([erase, text, ...[...moving.values()].map((one) => `${one}\n`)].join(""));
    drawn = moving.size;
  };
  return (line) => {
    const ticket = line.ticketId ?? "";
    if (moves.has(line.event)) {
      moving.set(ticket, progress(line));
      return redraw("");
    }
    moving.delete(ticket);
    if (!quiet.has(line.event)) redraw(`${sentence(line, colours)}\n`);
  };
}

function progress({ ticketId, role, bytes, ofBytes, impressions, ofImpressions }: LogLine): string {
  const ratio =
    role === undefined ? Number(impressions) / Number(ofImpressions) : Number(bytes) / Number(ofBytes);
  const done =
    role === undefined
      ? `${impressions} of ${ofImpressions} pages`
      : `${megabytes(bytes)} of ${megabytes(ofBytes)} MB`;
  return `  ${ticketId}  ${role ?? "printing"}  ${done}  ${Math.floor(100 * Math.min(1, ratio))}%  ${bar(ratio)}`;
}

function bar(ratio: number): string {
  const full = Math.round(barCells * Math.min(1, ratio));
  return `${"█".repeat(full)}${"░".repeat(barCells - full)}`;
}

function sentence(line: LogLine, colours: boolean): string {
  const time = new Date().toTimeString().slice(0, 8);
  const more = shownFields.flatMap((field) => (line[field] === undefined ? [] : [String(line[field])]));
  const text = [time, line.ticketId, line.event.replaceAll("_", " "), ...more].filter(Boolean).join("  ");
  return colours && line.level === "warn" ? styleText("yellow", text, { validateStream: false }) : text;
}

function megabytes(bytes: unknown): string {
  return (Number(bytes) / 1e6).toFixed(1);
}
