import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

interface Rounds {
  readonly ruleName: string;
  readonly everyMinutes: number;
}

/** Starts a round on the clock. A start that fails for as long as a round lasts is dropped: the next one comes. */
export function startEvery(scope: Construct, worker: IFunction, { ruleName, everyMinutes }: Rounds): void {
  const every = Duration.minutes(everyMinutes);
  new Rule(scope, "Clock", {
    ruleName,
    schedule: Schedule.rate(every),
    targets: [
      new LambdaFunction(worker, {
        retryAttempts: 2,
        maxEventAge: Duration.minutes(Math.min(60, Math.max(1, everyMinutes))),
      }),
    ],
  });
}
