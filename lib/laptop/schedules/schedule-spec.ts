import * as z from "zod";
import type { Cloud, Resource } from "../template/cloud.ts";
import type { JsonObject } from "../template/json.ts";
import { textOf } from "../template/naming.ts";

/** A rule or schedule of the template that is on. */
export interface Schedule {
  readonly logicalId: string;
  readonly arn: string;
  readonly everyMs: number;
  readonly source: "aws.events" | "aws.scheduler";
  readonly targets: readonly Target[];
}

interface Target {
  readonly functionArn: string;
  /** A constant event instead of the scheduled one. */
  readonly input: string | undefined;
}

const Target = z.object({
  Arn: z.string().regex(/:lambda:/, "only functions can be targets on the laptop"),
  Input: z.string().optional(),
  InputPath: z.undefined({ error: () => "InputPath is not supported on the laptop" }).optional(),
  InputTransformer: z
    .undefined({ error: () => "InputTransformer is not supported on the laptop" })
    .optional(),
});

const Rule = z.object({
  ScheduleExpression: z.string({ error: () => "rules without a schedule are not supported on the laptop" }),
  State: z.string().default("ENABLED"),
  Targets: z.array(Target).default([]),
});

const SchedulerSchedule = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default("ENABLED"),
  Target: Target,
});

/** The schedules that are on; throws on expressions and targets the laptop does not have. */
export function readSchedules(cloud: Cloud): readonly Schedule[] {
  const rules = cloud
    .ofType("AWS::Events::Rule")
    .flatMap((rule) => read(rule, "aws.events", (properties) => Rule.parse(properties)));
  const schedules = cloud.ofType("AWS::Scheduler::Schedule").flatMap((schedule) =>
    read(schedule, "aws.scheduler", (properties) => {
      const { Target, ...given } = SchedulerSchedule.parse(properties);
      return { ...given, Targets: [Target] };
    }),
  );
  return [...rules, ...schedules];
}

type Parse = (properties: JsonObject) => z.infer<typeof Rule>;

function read(resource: Resource, source: Schedule["source"], parse: Parse): readonly Schedule[] {
  const { logicalId, attributes, properties } = resource;
  try {
    const { ScheduleExpression, State, Targets } = parse(properties);
    if (State === "DISABLED") return [];
    const targets = Targets.map(({ Arn, Input }) => ({ functionArn: Arn, input: Input }));
    return [
      { logicalId, arn: textOf(attributes.Arn), everyMs: readRate(ScheduleExpression), source, targets },
    ];
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`Schedule ${logicalId} cannot run on the laptop: ${why}`, { cause });
  }
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(5 minutes)` in milliseconds. */
export function readRate(expression: string): number {
  const [, value, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const everyMs = Number(value) * (unitMs[unit] ?? 0);
  if (!(everyMs > 0))
    throw new Error(`${expression}: only rate(n minutes|hours|days) is supported on the laptop`);
  return everyMs;
}
