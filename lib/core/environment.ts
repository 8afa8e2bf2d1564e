import { GlobusSDKUsageError } from "./errors.ts";
import { isLoopback, secureUrl } from "./guards.ts";
import { readEnvironmentVariable } from "./runtime.ts";

/** The installations of Globus, by the names that `GLOBUS_SDK_ENVIRONMENT` takes. */
export const ENVIRONMENTS: readonly string[] = [
  "integration",
  "preview",
  "production",
  "sandbox",
  "staging",
  "test",
];

/**
 * The environment that is meant: the one given, else that of `GLOBUS_SDK_ENVIRONMENT`, else
 * `production`.
 *
 * @throws {RangeError} If there is no such environment.
 */
export function getEnvironmentName(given?: string): string {
  const name = given || (readEnvironmentVariable("GLOBUS_SDK_ENVIRONMENT") ?? "production");
  if (!ENVIRONMENTS.includes(name)) {
    throw new RangeError(
      `Cannot use environment ${JSON.stringify(name)}: it is none of ${ENVIRONMENTS.join(", ")}`,
    );
  }
  return name;
}

/**
 * The address of a service, ending in `/`: `GLOBUS_SDK_SERVICE_URL_<SERVICE>` where that is set
 * (and may be read), else the one of the environment.
 *
 * @param service `auth`, `transfer`, `groups`, `search`, `flows`, `timer`, `compute` or `app`.
 * @param environment As {@link getEnvironmentName} takes it.
 * @throws {RangeError} If there is no such environment.
 */
export function getServiceUrl(service: string, environment?: string): string {
  return readEnvironmentVariable(serviceVariable(service)) ||
    environmentServiceUrl(service, getEnvironmentName(environment));
}

function serviceVariable(service: string): string {
  return `GLOBUS_SDK_SERVICE_URL_${service.toUpperCase()}`;
}

export function environmentServiceUrl(service: string, name: string): string {
  const production = name === "production";
  const domain = production
    ? "globus.org"
    : name === "preview"
    ? "preview.globus.org"
    : `${name}.globuscs.info`;
  if (service === "auth" || service === "app") return `https://${service}.${domain}/`;
  if (["actions", "flows", "timer"].includes(service)) {
    return `https://${production ? "" : name + "."}${service}.automate.globus.org/`;
  }
  if (service === "nexus" && production) return "https://nexus.api.globusonline.org/";
  return `https://${service}.api.${domain}/`;
}

/** The address of the web application, ending in `/`. As {@link getServiceUrl}. */
export function getWebappUrl(environment?: string): string {
  return getServiceUrl("app", environment);
}

/**
 * The address of a service in a sandbox, which serves each one under its real host name.
 *
 * @param sandboxUrl Where the sandbox listens, such as `http://127.0.0.1:8001`.
 * @throws {TypeError} If that is neither https nor http on this machine, or has a path, a query, a
 * fragment or credentials.
 */
export function sandboxServiceUrl(sandboxUrl: string, service: string): string {
  const url = secureUrl(sandboxUrl);
  if (!url || /[?#]/.test(sandboxUrl) || url.pathname !== "/") {
    throw new TypeError(
      `Cannot use sandbox at this address: ${SECURE_ONLY}, and no path, query or credentials`,
    );
  }
  return `${url.origin}/${new URL(environmentServiceUrl(service, "production")).host}/`;
}

const SECURE_ONLY = "it needs https, or http on localhost, 127.0.0.1 or [::1]";

/**
 * Checks the address of a service: https, or http on this machine, without credentials, query or
 * fragment, be they empty.
 *
 * @throws {TypeError} If it is anything else.
 */
export function checkServiceUrl(text: string): string {
  if (secureUrl(text) && !/[?#]/.test(text)) return text;
  throw new TypeError(
    `Cannot use this address for a service: ${SECURE_ONLY}, and no query, fragment or credentials`,
  );
}

/**
 * Refuses to send tokens of another machine's Globus Auth to this machine where only the environment
 * asks for it: who can set a variable and listen on a port must not get tokens by that.
 *
 * @param issuer Address of the Globus Auth that the tokens come from.
 * @throws {GlobusSDKUsageError} If `GLOBUS_SDK_SERVICE_URL_<SERVICE>` leads to this machine, and the
 * issuer is elsewhere.
 */
export function checkTokensMayGo(service: string, serviceUrl: string, issuer: string): void {
  const variable = serviceVariable(service);
  const isHere = (address: string) =>
    URL.canParse(address) && isLoopback(new URL(address).hostname);
  if (!readEnvironmentVariable(variable) || !isHere(serviceUrl) || isHere(issuer)) return;
  throw new GlobusSDKUsageError(
    `Cannot send Globus's tokens to this machine because ${variable} says so: give baseUrl in` +
      " the code, or let GLOBUS_SDK_SERVICE_URL_AUTH lead to this machine too",
  );
}
