import type { World } from "../template/naming.ts";
import type { FunctionSpec } from "./spec.ts";

/** Temporary credentials of a role, as STS gives them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The environment of a function's process: Lambda's own variables, the template's, and nothing of the laptop's. */
export function environmentOf(
  spec: FunctionSpec,
  { world, credentials, compileCache }: { world: World; credentials: RoleCredentials; compileCache: string },
): Record<string, string> {
  return {
    ...fromHost("PATH", "Path", "SystemRoot"),
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    NODE_COMPILE_CACHE: compileCache,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "laptop",
    AWS_REGION: world.region,
    AWS_DEFAULT_REGION: world.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: world.aws,
    LAMBDA_TASK_ROOT: spec.folder,
    _HANDLER: spec.handler,
    ...spec.environment,
  };
}

function fromHost(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
