import { GlobusSDKUsageError } from "./errors.ts";
import { isLoopback, secureUrl } from "./guards.ts";
import { readEnvironmentVariable } from "./runtime.ts";

/** Names of the Globus environments, as `GLOBUS_SDK_ENVIRONMENT` takes them. */
export const ENVIRONMENTS: readonly string[] = [
  "integration",
  "preview",
  "production",
  "sandbox",
  "staging",
  "test",
];

/**
 * Returns the name of the environment: the given one, else `GLOBUS_SDK_ENVIRONMENT`, else
 * `production`.
 *
 * @throws {RangeError} If the environment does not exist.
 */
export function getEnvironmentName(given?: string): string {
  const name = given || (readEnvironmentVariable("GLOBUS_SDK_ENVIRONMENT") ?? "production");
  if (!ENVIRONMENTS.includes(name)) {
    throw new RangeError(
      `Cannot use environment ${JSON.stringify(name)}: choose one of ${ENVIRONMENTS.join(", ")}`,
    );
  }
  return name;
}

/**
 * Returns the address of a service, ending in `/`: the environment variable
 * `GLOBUS_SDK_SERVICE_URL_<SERVICE>` if it is set and the program may read it, else the address in
 * the Globus environment.
 *
 * @param service `auth`, `transfer`, `groups`, `search`, `flows`, `timer`, `compute` or `app`.
 * @param environment Name of the environment. @default `GLOBUS_SDK_ENVIRONMENT`, else `production`
 * @throws {RangeError} If the environment does not exist.
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

/** Returns the address of the Globus web app, ending in `/`: see {@link getServiceUrl}. */
export function getWebappUrl(environment?: string): string {
  return getServiceUrl("app", environment);
}

/**
 * Address of the sandbox that takes the place of Globus: as given, or as `GLOBUS_SDK_SANDBOX_URL`
 * says. A `fetch` of the program's own wins over the variable: that of a sandbox in the process knows
 * only the hosts of Globus.
 */
export function sandboxOf(
  { sandboxUrl, fetch }: { sandboxUrl?: string | undefined; fetch?: unknown },
): string | undefined {
  if (sandboxUrl || fetch) return sandboxUrl || undefined;
  return readEnvironmentVariable("GLOBUS_SDK_SANDBOX_URL") || undefined;
}

/**
 * Returns the address of a service in a sandbox, whose path begins with the service's real host name.
 *
 * @param sandboxUrl Address of the sandbox, such as `http://127.0.0.1:8001`.
 * @throws {TypeError} If `sandboxUrl` is neither https nor http on this machine, or has a path, a
 * query, a fragment or credentials.
 */
export function sandboxServiceUrl(sandboxUrl: string, service: string): string {
  return sandboxHostUrl(sandboxUrl, new URL(environmentServiceUrl(service, "production")).host);
}

/**
 * Returns the address of a host in a sandbox: of a service, or of a collection's own server.
 *
 * @param host Name of the host, which becomes the first segment of the path.
 * @throws {TypeError} As {@link sandboxServiceUrl} does.
 */
export function sandboxHostUrl(sandboxUrl: string, host: string): string {
  const url = secureUrl(sandboxUrl);
  if (!url || /[?#]/.test(sandboxUrl) || url.pathname !== "/") {
    throw new TypeError(
      `Cannot use sandbox at this address: ${SECURE_ONLY}, without path, query or credentials`,
    );
  }
  return `${url.origin}/${host}/`;
}

const SECURE_ONLY = "it needs https, or http on localhost, 127.0.0.1 or [::1]";

/**
 * Checks the address of a service: https, or http on this machine, without credentials, query or
 * fragment (even empty ones).
 *
 * @returns The same address.
 * @throws {TypeError} If the address is another one.
 */
export function checkServiceUrl(text: string): string {
  if (secureUrl(text) && !/[?#]/.test(text)) return text;
  throw new TypeError(
    `Cannot use this address for a service: ${SECURE_ONLY}, without query, fragment or credentials`,
  );
}

/**
 * Refuses to send tokens of a remote Globus Auth to this machine if only an environment variable asks
 * for it. Otherwise a program that can set a variable and listen on a port would get the tokens.
 *
 * @param issuer Address of the Globus Auth that issues the tokens.
 * @throws {GlobusSDKUsageError} If `GLOBUS_SDK_SERVICE_URL_<SERVICE>` leads to this machine and the
 * issuer does not.
 */
export function checkTokensMayGo(service: string, serviceUrl: string, issuer: string): void {
  const variable = serviceVariable(service);
  const isHere = (address: string) =>
    URL.canParse(address) && isLoopback(new URL(address).hostname);
  if (!readEnvironmentVariable(variable) || !isHere(serviceUrl) || isHere(issuer)) return;
  throw new GlobusSDKUsageError(
    `Cannot send Globus's tokens to this machine because ${variable} says so: set baseUrl in` +
      " the code, or set GLOBUS_SDK_SERVICE_URL_AUTH to this machine too",
  );
}
