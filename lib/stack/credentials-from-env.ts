/**
 * Takes the place of the SDK's chain of credential providers in the bundles: a function's keys are always in its
 * environment. The chain (profiles, SSO, web identity, metadata) is 110-135 kB and 20 ms of each cold start.
 */
export function defaultProvider() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error("no AWS keys in the environment");
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
  return async () => credentials;
}
