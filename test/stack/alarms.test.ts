import { expect, test } from "vitest";
import * as z from "zod";
import { doors } from "../../lib/order/api.ts";
import { line, rounds } from "../../lib/order/line.ts";
import { synthesised } from "./resources.ts";

const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().regex(/^[A-Z].+[.:].*\.?$/),
  AlarmActions: z.array(z.unknown()).length(1),
});

const { ofType } = synthesised({ alarmEmail: "ops@example.org" });
const alarms = new Map(
  ofType("AWS::CloudWatch::Alarm").map(({ properties }) => {
    const alarm = Alarm.parse(properties);
    return [alarm.AlarmName, alarm.AlarmDescription];
  }),
);

test("an alarm of a station says who is hurt: its text is the station's impact", () => {
  for (const [name, { impact }] of Object.entries(line)) {
    expect(alarms.get(`printcloud-dev-${name}-dead`)).toBe(impact);
    expect(alarms.get(`printcloud-dev-${name}-age`)).toBe(impact);
  }
});

test("doors and rounds ring when they fail, rounds also when they are not made", () => {
  for (const [name, { impact }] of Object.entries({ ...doors, ...rounds }))
    expect(alarms.get(`printcloud-dev-${name}-errors`)).toBe(impact);
  for (const [name, { impact }] of Object.entries(rounds))
    expect(alarms.get(`printcloud-dev-${name}-stopped`)).toBe(impact);
});

test("turning a caller away, for which the authorizer must throw, rings nothing", () => {
  const Filter = z.object({ FilterPattern: z.string(), LogGroupName: z.object({ Ref: z.string() }) });
  const filters = ofType("AWS::Logs::MetricFilter")
    .map(({ properties }) => Filter.parse(properties))
    .filter(({ LogGroupName }) => LogGroupName.Ref.startsWith("authorizeLog"));
  expect(filters.map(({ FilterPattern }) => FilterPattern)).toEqual([
    '"Invoke Error" -Unauthorized',
    '"Task timed out"',
  ]);
  const alarm = ofType("AWS::CloudWatch::Alarm").find(
    ({ properties }) => properties.AlarmName === "printcloud-dev-authorize-errors",
  );
  expect(JSON.stringify(alarm?.properties)).not.toContain("AWS/Lambda");
});

test("no dead-letter queue goes unwatched, and letters count while the watch round hides them", () => {
  const dead = ofType("AWS::SQS::Queue").filter(({ properties }) => properties.RedrivePolicy === undefined);
  const watching = ofType("AWS::CloudWatch::Alarm").map(({ properties }) => JSON.stringify(properties));
  for (const { id } of dead) {
    const alarm = watching.filter((text) => text.includes(`"${id}"`));
    expect(alarm).toHaveLength(1);
    expect(alarm[0]).toContain("ApproximateNumberOfMessagesVisible");
    expect(alarm[0]).toContain("ApproximateNumberOfMessagesNotVisible");
  }
});

test("CloudWatch may ring the topic, and the operator's address hears it", () => {
  const [policy] = ofType("AWS::SNS::TopicPolicy");
  expect(JSON.stringify(policy?.properties)).toContain("cloudwatch.amazonaws.com");
  expect(ofType("AWS::SNS::Subscription").map(({ properties }) => properties.Endpoint)).toEqual([
    "ops@example.org",
  ]);
});
