import { fetchToFile } from "./outbound.ts";

/** The way out for sources, with the private origins that the operator lets through. */
export function outboundTo(allowedOrigins: readonly string[]) {
  return {
    fetchToFile: (url: string, to: { path: string; maxBytes: number }) =>
      fetchToFile(url, { ...to, allowedOrigins }),
  };
}
