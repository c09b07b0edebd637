import { arn, type Given, type Naming, opaqueId, physicalName, textOf } from "../naming.ts";

/** Functions and what starts them. */
export const functions: Readonly<Record<string, Naming>> = {
  "AWS::Lambda::Function": (given) => {
    const name = physicalName(given, "FunctionName");
    return { ref: name, attributes: { Arn: arn(given, "lambda", `function:${name}`) } };
  },
  "AWS::Lambda::EventSourceMapping": (given) => {
    const id = opaqueId(given, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    return { ref: id, attributes: { Id: id } };
  },
  "AWS::Events::Rule": (given) => named(given, "events", "rule/"),
  "AWS::Scheduler::ScheduleGroup": (given) => named(given, "scheduler", "schedule-group/"),
  "AWS::Scheduler::Schedule": (given) =>
    named(given, "scheduler", `schedule/${textOf(given.properties.GroupName) || "default"}/`),
};

function named(given: Given, service: string, path: string) {
  const name = physicalName(given, "Name");
  return { ref: name, attributes: { Arn: arn(given, service, path + name) } };
}
