import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { FilterPattern, type IFilterPattern } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Aws, Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { nameIn, type Settings } from "./settings.ts";
import type { StationQueue } from "./station-queue.ts";
import type { Worker } from "./worker.ts";

interface Watched {
  /** The room's word, e.g. `prepare`. */
  readonly name: string;
  /** Who is hurt and how: the alarm's whole text. */
  readonly impact: string;
}

interface Trigger extends Watched {
  readonly metric: IMetric;
  readonly above?: number;
  readonly below?: number;
}

/** Messages older than this say that a station stands still or is too slow. */
const oldestMinutes = 15;

/** All alarms and the topic they ring: each says who is hurt, none says only which metric. */
export class AlarmBoard extends Construct {
  readonly #topic: Topic;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.#topic = new Topic(this, "Topic", { topicName: nameIn(settings, "alarms"), enforceSSL: true });
    // A topic with a policy of its own loses the default one, which let CloudWatch publish.
    this.#topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.#topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    if (settings.alarmEmail) this.#topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  }

  /** Rings when a message is dead, and when messages grow old. */
  watchStation({ name, impact }: Watched, { queue, dead }: StationQueue): void {
    this.watchDead({ name, impact }, dead);
    this.#add({
      name: `${name}-age`,
      impact,
      metric: queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: "Maximum",
      }),
      above: oldestMinutes * 60,
    });
  }

  /** Rings while anything lies in a dead-letter queue. */
  watchDead({ name, impact }: Watched, dead: Queue): void {
    const period = { period: Duration.minutes(1), statistic: "Maximum" };
    // The watch round hides letters while it looks at them: they lie there all the same.
    const metric = new MathExpression({
      expression: "shown + hidden",
      usingMetrics: {
        shown: dead.metricApproximateNumberOfMessagesVisible(period),
        hidden: dead.metricApproximateNumberOfMessagesNotVisible(period),
      },
      period: period.period,
    });
    this.#add({ name: `${name}-dead`, impact, metric, above: 0 });
  }

  /** Rings when a function throws, or logs an error of ours that it answered with a 5xx. */
  watchErrors({ name, impact }: Watched, worker: Worker): void {
    const logged = this.#count(name, worker, [FilterPattern.stringValue("$.level", "=", "error")]);
    const metric = new MathExpression({
      expression: "FILL(thrown, 0) + FILL(logged, 0)",
      usingMetrics: { thrown: worker.function.metricErrors(), logged },
      period: Duration.minutes(5),
    });
    this.#add({ name: `${name}-errors`, impact, metric, above: 0 });
  }

  /** Rings when a function logs this outcome. */
  watchOutcome({ name, impact }: Watched, worker: Worker, outcome: string): void {
    const metric = this.#count(name, worker, [FilterPattern.stringValue("$.outcome", "=", outcome)]);
    this.#add({ name: `${name}-logged`, impact, metric, above: 0 });
  }

  /** Rings when the authorizer fails. That it throws says nothing: `Unauthorized` is how it turns a caller away. */
  watchAuthorizer({ name, impact }: Watched, worker: Worker): void {
    const patterns = ['"Invoke Error" -Unauthorized', '"Task timed out"'].map(FilterPattern.literal);
    this.#add({ name: `${name}-errors`, impact, metric: this.#count(name, worker, patterns), above: 0 });
  }

  /** Lines of a function's log that match any of the patterns. */
  #count(name: string, { logGroup }: Worker, patterns: readonly IFilterPattern[]): IMetric {
    const metric = { metricNamespace: nameIn(this.#settings), metricName: `${name}-errors` };
    for (const [place, filterPattern] of patterns.entries())
      logGroup.addMetricFilter(`Errors${place}`, { ...metric, filterPattern, metricValue: "1" });
    const { metricNamespace: namespace, metricName } = metric;
    return new Metric({ namespace, metricName, statistic: "Sum", period: Duration.minutes(5) });
  }

  /** Rings when a round was not made: three times its interval, but half an hour at least. */
  watchRound({ name, impact, everyMinutes }: Watched & { everyMinutes: number }, worker: Worker): void {
    const period = Duration.minutes(Math.max(30, everyMinutes * 3));
    this.#add({
      name: `${name}-stopped`,
      impact,
      metric: worker.function.metricInvocations({ period }),
      below: 1,
    });
  }

  #add({ name, impact, metric, above, below }: Trigger): void {
    const alarm = new Alarm(this, name, {
      alarmName: nameIn(this.#settings, name),
      alarmDescription: impact,
      metric,
      threshold: below ?? above ?? 0,
      evaluationPeriods: 1,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: below === undefined ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
