import type { CallOptions } from "../core/client_options.ts";

/** How configurations and keys are requested: small, public documents, without credentials. */
export const PUBLIC_DOCUMENT: CallOptions = {
  automaticAuthorization: false,
  maxBodyBytes: 65_536,
  responseType: "json",
};

/** The issuer of an installation of Globus Auth: its address without a slash at the end. */
export function issuerOf(baseUrl: string): string {
  return baseUrl.replace(/\/$/, "");
}
