/** One station on the line: a queue, its dead letters, the function that works it, and who is hurt when it stops. */
export interface Station {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Receives before a message is dead. */
  readonly attempts: number;
  /** Most functions at once; 0 where a FIFO queue's groups decide. */
  readonly concurrency: number;
  readonly batch: number;
  readonly fifo?: true;
  /** Needs the native image library and a large disk. */
  readonly heavy?: true;
  /** Who is hurt and how: the alarm's text. */
  readonly impact: string;
}

/** The line an order travels, in the order it meets the stations. Queues, functions and alarms are built from this. */
export const line = {
  prepare: {
    memoryMb: 2048,
    timeoutSeconds: 900,
    attempts: 6,
    concurrency: 20,
    batch: 1,
    heavy: true,
    impact: "Orders are taken but their files are not fetched: merchants see orders stay at received.",
  },
  preflight: {
    memoryMb: 3008,
    timeoutSeconds: 900,
    attempts: 6,
    concurrency: 10,
    batch: 1,
    heavy: true,
    impact:
      "Files are not checked before ordering: merchants see preflights stay at waiting. No order is hurt.",
  },
  route: {
    memoryMb: 512,
    timeoutSeconds: 30,
    attempts: 6,
    concurrency: 10,
    batch: 1,
    impact: "Measured orders get no facility: merchants see orders stay at preparing.",
  },
  render: {
    memoryMb: 3008,
    timeoutSeconds: 900,
    attempts: 6,
    concurrency: 50,
    batch: 1,
    heavy: true,
    impact: "Print files are not made: routed orders do not reach their facility.",
  },
  dispatch: {
    memoryMb: 512,
    timeoutSeconds: 120,
    attempts: 6,
    concurrency: 20,
    batch: 1,
    impact: "Rendered orders are not sent to facilities: facilities run out of work.",
  },
  track: {
    memoryMb: 512,
    timeoutSeconds: 30,
    attempts: 6,
    concurrency: 10,
    batch: 10,
    impact:
      "What facilities report is not read: shoppers and merchants see printed and shipped orders as waiting.",
  },
  project: {
    memoryMb: 512,
    timeoutSeconds: 30,
    attempts: 6,
    concurrency: 0,
    batch: 10,
    fifo: true,
    impact: "Events get no position: merchants who poll the feed hear nothing of their orders.",
  },
} as const satisfies Record<string, Station>;

export type StationName = keyof typeof line;

/** Work that a clock starts instead of a message. */
export interface Round {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly everyMinutes: number;
  readonly impact: string;
}

export const rounds = {
  sweep: {
    memoryMb: 512,
    timeoutSeconds: 50,
    everyMinutes: 1,
    impact: "Effects that a crash left unsent stay unsent: single orders stand still.",
  },
  watch: {
    memoryMb: 512,
    timeoutSeconds: 50,
    everyMinutes: 1,
    impact: "Nobody notices orders past their deadline or dead letters: problems stay silent.",
  },
  retire: {
    memoryMb: 512,
    timeoutSeconds: 300,
    everyMinutes: 60,
    impact: "Files and personal data outlive their time: a promise to shoppers is broken.",
  },
} as const satisfies Record<string, Round>;

export type RoundName = keyof typeof rounds;
