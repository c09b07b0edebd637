/** One function of the storefront as the stack builds it; its file is `functions/storefront-<name>.ts`. */
interface StorefrontPost {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Who is hurt and how when it fails: the alarm's text. */
  readonly impact: string;
}

export const storefrontDoors = {
  shelf: {
    memoryMb: 512,
    timeoutSeconds: 20,
    impact: "Merchants cannot publish or change what their buttons sell.",
  },
  checkout: {
    memoryMb: 1024,
    timeoutSeconds: 25,
    impact: "Checkouts do not open, show no price or cannot be paid: sales are lost now.",
  },
  till: {
    memoryMb: 512,
    timeoutSeconds: 10,
    impact: "Payments are not heard of at once: shoppers wait at paid checkouts until the clock finds them.",
  },
  tracking: {
    memoryMb: 512,
    timeoutSeconds: 20,
    impact: "Tracking pages do not open: shoppers cannot follow or cancel their orders.",
  },
} as const satisfies Record<string, StorefrontPost>;

export const storefrontStations = {
  settle: {
    memoryMb: 1024,
    timeoutSeconds: 120,
    attempts: 8,
    concurrency: 10,
    batch: 1,
    impact: "Shoppers have paid and nothing is printed, or wait for money that should go back.",
  },
  measure: {
    memoryMb: 2048,
    timeoutSeconds: 600,
    attempts: 4,
    concurrency: 5,
    batch: 1,
    impact: "New publications stay at measuring: merchants' new buttons sell nothing.",
  },
} as const satisfies Record<
  string,
  StorefrontPost & { attempts: number; concurrency: number; batch: number }
>;

/** Outcomes in the log of `settle` that no retry mends, each with who is hurt and how. */
export const storefrontProblems = {
  printed_after_refund:
    "An order was shipped although its money went back: somebody pays for it or asks the shopper.",
} as const;

export const storefrontRounds = {
  follow: {
    memoryMb: 512,
    timeoutSeconds: 50,
    everyMinutes: 1,
    impact: "Shoppers hear nothing of shipped orders, and money of failed ones does not go back.",
  },
  reconcile: {
    memoryMb: 512,
    timeoutSeconds: 900,
    everyMinutes: 360,
    impact: "Our books and the payment provider's differ, or nobody compares them.",
  },
} as const satisfies Record<string, StorefrontPost & { everyMinutes: number }>;

export const storefrontOthers = {
  connect: { memoryMb: 512, timeoutSeconds: 10, impact: "Operators cannot change the storefront's keys." },
} as const satisfies Record<string, StorefrontPost>;
