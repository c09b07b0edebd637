import { arn, type Given, type Naming, opaqueId, physicalName, textOf } from "../naming.ts";

const silent: Naming = (given) => ({ ref: physicalName(given, ""), attributes: {} });

const withArn =
  (service: string, path: string, property: string): Naming =>
  (given) => {
    const name = physicalName(given, property);
    return { ref: name, attributes: { Arn: arn(given, service, path + name) } };
  };

/** Types without a meaning on a laptop: accepted, counted, and named so that others may point at them. */
export const quiet: Readonly<Record<string, Naming>> = {
  "AWS::CDK::Metadata": silent,
  "AWS::CloudWatch::Alarm": withArn("cloudwatch", "alarm:", "AlarmName"),
  "AWS::CloudWatch::CompositeAlarm": withArn("cloudwatch", "alarm:", "AlarmName"),
  "AWS::CloudWatch::Dashboard": silent,
  "AWS::Logs::LogGroup": withArn("logs", "log-group:", "LogGroupName"),
  "AWS::Logs::LogStream": silent,
  "AWS::Logs::MetricFilter": silent,
  "AWS::Logs::QueryDefinition": silent,
  "AWS::Logs::ResourcePolicy": silent,
  "AWS::SNS::Topic": (given) => {
    const name = physicalName(given, "TopicName");
    const topic = arn(given, "sns", name);
    return { ref: topic, attributes: { TopicArn: topic, TopicName: name } };
  },
  "AWS::SNS::TopicPolicy": silent,
  "AWS::SNS::Subscription": silent,
  "AWS::Lambda::Permission": silent,
  "AWS::Lambda::EventInvokeConfig": silent,
  "AWS::WAFv2::WebACL": (given) => {
    const id = opaqueId(given, 32);
    const acl = arn(given, "wafv2", `regional/webacl/${id}`);
    return { ref: `${id}|REGIONAL`, attributes: { Arn: acl, Id: id } };
  },
  "AWS::WAFv2::WebACLAssociation": silent,
  "AWS::Budgets::Budget": silent,
  "AWS::CertificateManager::Certificate": (given) => ({
    ref: arn(given, "acm", `certificate/${opaqueId(given, 32)}`),
    attributes: {},
  }),
  "AWS::Route53::RecordSet": silent,
  "AWS::ApiGateway::Account": (given) => ({
    ref: opaqueId(given, 10),
    attributes: { Id: opaqueId(given, 10) },
  }),
  "AWS::ApiGateway::BasePathMapping": silent,
  "AWS::ApiGateway::DomainName": (given) => domainName(given),
  "Custom::S3AutoDeleteObjects": silent,
};

/** CloudFront: named for those who point at it; `cdn` interprets the distributions and their headers. */
export const later: Readonly<Record<string, Naming>> = {
  "AWS::CloudFront::Distribution": (given) => {
    const id = opaqueId(given, 14).toUpperCase();
    return { ref: id, attributes: { Id: id, DomainName: new URL(given.world.front).host } };
  },
  "AWS::CloudFront::CachePolicy": silent,
  "AWS::CloudFront::Function": (given) => {
    const name = physicalName(given, "Name");
    const functionArn = `arn:aws:cloudfront::${given.world.accountId}:function/${name}`;
    return { ref: functionArn, attributes: { FunctionARN: functionArn } };
  },
  "AWS::CloudFront::OriginAccessControl": (given) => ({
    ref: opaqueId(given, 14),
    attributes: { Id: opaqueId(given, 14) },
  }),
  "AWS::CloudFront::OriginRequestPolicy": silent,
  "AWS::CloudFront::ResponseHeadersPolicy": (given) => ({
    ref: opaqueId(given, 14),
    attributes: { Id: opaqueId(given, 14) },
  }),
};

function domainName(given: Given) {
  const name = textOf(given.properties.DomainName);
  const attributes = {
    RegionalDomainName: `d-${opaqueId(given, 10)}.execute-api.${given.world.region}.amazonaws.com`,
    RegionalHostedZoneId: opaqueId(given, 14).toUpperCase(),
  };
  return { ref: name, attributes };
}
