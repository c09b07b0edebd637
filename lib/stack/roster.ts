import { type DoorName, doors } from "../order/api.ts";
import { line, type RoundName, rounds, type StationName } from "../order/line.ts";

/** One Lambda function as the stack builds it; its file is `functions/<name>.ts`. */
export interface Post {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly impact: string;
  readonly heavy?: true;
}

/** Functions that are neither on the line nor behind a route. */
const others = {
  authorize: {
    memoryMb: 512,
    timeoutSeconds: 5,
    impact: "Every caller is turned away: merchants cannot order, facilities cannot renew.",
  },
  "add-facility": { memoryMb: 512, timeoutSeconds: 30, impact: "Operators cannot enrol facilities." },
  statement: {
    memoryMb: 512,
    timeoutSeconds: 30,
    impact: "Operators cannot tell facilities what they are owed.",
  },
  recall: { memoryMb: 512, timeoutSeconds: 30, impact: "Operators cannot take items back from facilities." },
  "set-policy": {
    memoryMb: 512,
    timeoutSeconds: 30,
    impact: "Operators cannot change how orders are routed and priced.",
  },
  "add-merchant": { memoryMb: 512, timeoutSeconds: 30, impact: "Operators cannot enrol merchants." },
} as const satisfies Record<string, Post>;

export type FunctionName = DoorName | StationName | RoundName | keyof typeof others;

/** Every function of the stack: the doors, the line, the rounds and the rest. */
export const roster: Readonly<Record<FunctionName, Post>> = { ...doors, ...line, ...rounds, ...others };

export const functionNames: readonly FunctionName[] = namesOf(roster);
export const stationNames: readonly StationName[] = namesOf(line);
export const roundNames: readonly RoundName[] = namesOf(rounds);
export const doorNames: readonly DoorName[] = namesOf(doors);

/** A record with an entry for each name. */
export function eachOf<K extends string, V>(names: readonly K[], make: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, V>;
}

/** The names of a table: Object.keys forgets what its type knows, and ours are `as const` and have no other keys. */
export function namesOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table) as K[];
}
