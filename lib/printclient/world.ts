import type { Screen } from "./terminal.ts";

/** Where the commands write, and what they are told by the world. */
export interface World {
  readonly out: Screen;
  readonly err: Screen;
  readonly isTerminal: boolean;
  readonly colours: boolean;
  readonly cwd: string;
  /** Calls back at SIGTERM and SIGINT. */
  onSignal(listener: () => void): void;
  /** What somebody at the terminal answers; undefined when nobody is there. */
  ask(question: string): Promise<string | undefined>;
}
