import { roleArn, roleId } from "../../iam/role.ts";
import { arn, type Given, type Naming, opaqueId, physicalName } from "../naming.ts";

const plain: Naming = (given) => ({ ref: physicalName(given, "", 64), attributes: {} });

/** Queues, buckets, tables and the roles that may touch them. */
export const stores: Readonly<Record<string, Naming>> = {
  "AWS::SQS::Queue": (given) => {
    const fifo = given.properties.FifoQueue === true && !given.properties.QueueName ? ".fifo" : "";
    const name = physicalName(given, "QueueName", 80 - fifo.length) + fifo;
    const url = `${given.world.aws}/${given.world.accountId}/${name}`;
    return { ref: url, attributes: { Arn: arn(given, "sqs", name), QueueName: name, QueueUrl: url } };
  },
  "AWS::SQS::QueuePolicy": plain,
  "AWS::S3::Bucket": (given) => {
    const name = physicalName(given, "BucketName", 63).toLowerCase();
    const domain = `${name}.s3.amazonaws.com`;
    const regional = `${name}.s3.${given.world.region}.amazonaws.com`;
    return {
      ref: name,
      attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: regional },
    };
  },
  "AWS::S3::BucketPolicy": plain,
  "AWS::DynamoDB::Table": table,
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::IAM::Role": (given) => {
    const name = physicalName(given, "RoleName");
    return { ref: name, attributes: { Arn: roleArn(given.world.accountId, name), RoleId: roleId(name) } };
  },
  "AWS::IAM::Policy": plain,
  "AWS::IAM::ManagedPolicy": (given) => {
    const name = physicalName(given, "ManagedPolicyName");
    const policyArn = `arn:aws:iam::${given.world.accountId}:policy/${name}`;
    return { ref: policyArn, attributes: { PolicyArn: policyArn } };
  },
};

function table(given: Given) {
  const name = physicalName(given, "TableName", 255);
  const attributes = { Arn: arn(given, "dynamodb", `table/${name}`), TableId: opaqueId(given, 32) };
  return { ref: name, attributes };
}
