/** The arrows of the house: what each room may not reach. A test plants one violation for each. */
export interface Arrow {
  readonly name: string;
  /** Who is forbidden, as a pattern over paths. */
  readonly from: string;
  readonly fromNot?: string;
  /** What they must not reach. */
  readonly to: string;
  readonly toNot?: string;
  /** An import that breaks it: file, and what it imports. */
  readonly planted: readonly [file: string, imports: string];
}

const stations = "intake|prepare|route|render|dispatch|status|retention";

export const arrows: readonly Arrow[] = [
  {
    name: "order-knows-only-zod",
    from: "^lib/order/",
    to: ".",
    toNot: "^lib/order/|node_modules/zod/",
    planted: ["lib/order/planted.ts", "../route/other.ts"],
  },
  {
    name: "paper-knows-nothing-else",
    from: "^lib/paper/",
    to: ".",
    toNot: "^lib/paper/|^lib/order/product.ts$",
    planted: ["lib/paper/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "catalogue-is-data",
    from: "^lib/catalogue/",
    to: "^lib/",
    toNot: "^lib/(catalogue|order|paper)/",
    planted: ["lib/catalogue/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "prices-are-reckoned-from-data",
    from: "^lib/price/",
    to: "^lib/",
    toNot: "^lib/(price|catalogue|order|paper)/",
    planted: ["lib/price/planted.ts", "../route/other.ts"],
  },
  {
    name: "stations-do-not-know-each-other",
    from: `^lib/(${stations})/`,
    to: `^lib/(${stations})/`,
    toNot: "^lib/$1/",
    planted: ["lib/route/planted.ts", "../render/other.ts"],
  },
  {
    name: "stations-know-no-surroundings",
    from: `^lib/(${stations})/`,
    to: "^(lib/(cloud|lambda|stack|laptop|printclient)|functions|bin)/",
    planted: ["lib/status/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "aws-sdk-stays-in-adapters",
    from: "^(lib|functions)/",
    fromNot: "^lib/(cloud|printclient)/",
    to: "@aws-sdk/",
    planted: ["lib/dispatch/planted.ts", "@aws-sdk/client-sqs"],
  },
  {
    name: "cloud-sees-ports-never-steps",
    from: "^lib/cloud/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(cloud|order)/",
    planted: ["lib/cloud/planted.ts", "../intake/other.ts"],
  },
  {
    name: "doors-know-only-the-language",
    from: "^lib/lambda/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(lambda|order)/",
    planted: ["lib/lambda/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "middy-stays-at-the-doors",
    from: "^(lib|functions|bin)/",
    fromNot: "^lib/lambda/",
    to: "@middy/",
    planted: ["lib/intake/planted.ts", "@middy/core"],
  },
  {
    name: "stack-reads-only-tables",
    from: "^lib/stack/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(stack|order)/|^lib/storefront/(contract|posts).ts$",
    planted: ["lib/stack/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "cdk-stays-in-the-stack",
    from: "^(lib|functions|bin)/",
    fromNot: "^lib/stack/",
    to: "node_modules/(aws-cdk-lib|constructs)/",
    planted: ["lib/laptop/planted.ts", "aws-cdk-lib"],
  },
  {
    name: "laptop-runs-only-the-template",
    from: "^lib/laptop/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/laptop/",
    planted: ["lib/laptop/planted.ts", "../order/other.ts"],
  },
  {
    name: "print-client-knows-only-the-language",
    from: "^lib/printclient/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(printclient|order)/",
    planted: ["lib/printclient/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "preflight-knows-no-surroundings",
    from: "^lib/preflight/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(preflight|order|paper|catalogue|pdfium)/",
    planted: ["lib/preflight/planted.ts", "../render/other.ts"],
  },
  {
    name: "conformance-knows-only-the-language",
    from: "^lib/conform/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(conform|order)/",
    planted: ["lib/conform/planted.ts", "../printclient/other.ts"],
  },
  {
    name: "typeface-knows-only-errors",
    from: "^lib/typeface/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(typeface|order)/",
    planted: ["lib/typeface/planted.ts", "../render/other.ts"],
  },
  {
    name: "stationery-knows-only-language-and-type",
    from: "^lib/stationery/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(stationery|typeface|order|paper)/",
    planted: ["lib/stationery/planted.ts", "../dispatch/other.ts"],
  },
  {
    name: "storefront-knows-the-platform-only-over-http",
    from: "^lib/storefront/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/(storefront|order|heic)/|^lib/cloud/table.ts$|^lib/lambda/(log|problem).ts$",
    planted: ["lib/storefront/planted.ts", "../intake/other.ts"],
  },
  {
    name: "storefront-reads-no-row-of-the-platform",
    from: "^lib/storefront/",
    to: "^lib/cloud/",
    toNot: "^lib/cloud/table.ts$",
    planted: ["lib/storefront/planted.ts", "../cloud/orders.ts"],
  },
  {
    name: "nobody-needs-the-storefront",
    from: "^lib/",
    fromNot: "^lib/(storefront|stack|web)/",
    to: "^lib/storefront/",
    planted: ["lib/intake/planted.ts", "../storefront/other.ts"],
  },
  {
    name: "pages-know-only-the-storefront's-words",
    from: "^lib/web/",
    to: "^(lib|functions|bin)/",
    toNot: "^lib/web/|^lib/storefront/(address|contract|requests|views).ts$",
    planted: ["lib/web/planted.ts", "../cloud/other.ts"],
  },
  {
    name: "storefront-functions-wire-only-the-storefront",
    from: "^functions/storefront-",
    to: "^lib/",
    toNot: "^lib/(storefront|cloud|lambda)/",
    planted: ["functions/storefront-planted.ts", "../lib/intake/other.ts"],
  },
  {
    name: "stripe-stays-in-its-till",
    from: "^(lib|functions|bin)/",
    fromNot: "^lib/storefront/till/",
    to: "node_modules/stripe/",
    planted: ["lib/storefront/planted.ts", "stripe"],
  },
  {
    name: "functions-wire-and-nothing-else",
    from: "^functions/",
    to: "^(lib/(stack|laptop|printclient)|bin)/",
    planted: ["functions/planted.ts", "../lib/laptop/other.ts"],
  },
];
