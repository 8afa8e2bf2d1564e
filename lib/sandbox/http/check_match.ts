import { type MatchedService, SERVICE_HOSTS } from "./hosts.ts";
import type { RequestMatch } from "./request_match.ts";

/** The fields of a {@linkcode RequestMatch}. */
export const MATCH_FIELDS: readonly (keyof RequestMatch)[] = [
  "service",
  "host",
  "method",
  "path",
  "when",
  "skip",
  "times",
];

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Refuses a match that would meet no request, or others than its author meant.
 *
 * @param action What cannot be done, as in "Cannot add a response".
 * @param match What a test wrote; unknown fields are left to the caller.
 * @throws {TypeError} If a field has an impossible value. The message says what to write.
 */
export function checkMatch(action: string, match: RequestMatch): void {
  const { service, host, method, path, when, skip, times } = match;
  const refuse = (reason: string) => {
    throw new TypeError(`Cannot ${action}: ${reason}`);
  };
  const services: MatchedService[] = [...SERVICE_HOSTS.keys(), "gcs", "https", "unknown"];
  if (service !== undefined && !services.includes(service)) {
    refuse(`there is no service "${service}"; write one of ${services.join(", ")}`);
  }
  if (host !== undefined && (typeof host !== "string" || !/^[^\s/?#@]+$/.test(host))) {
    refuse(`host must be a host name, such as "auth.globus.org"`);
  }
  const hasMethod = typeof method === "string" && METHODS.includes(method.toUpperCase());
  if (method !== undefined && !hasMethod) {
    refuse(`there is no method "${method}"; write one of ${METHODS.join(", ")}`);
  }
  const reason = path === undefined || path instanceof RegExp ? undefined : pathFault(path);
  if (reason !== undefined) refuse(reason);
  if (when !== undefined && typeof when !== "function") refuse("when must be a function");
  if (skip !== undefined && !(Number.isInteger(skip) && skip >= 0)) {
    refuse("skip must be a whole number from 0");
  }
  if (times !== undefined && times !== Infinity && !(Number.isInteger(times) && times >= 1)) {
    refuse("times must be a whole number from 1, or absent");
  }
}

/** What is wrong with a path as text; undefined where nothing is. */
function pathFault(path: unknown): string | undefined {
  if (typeof path !== "string") return "path must be a text or a regular expression";
  if (/^[a-z]+:\/\//i.test(path)) {
    const url = URL.canParse(path) ? new URL(path) : undefined;
    const instead = url ? `: write host: "${url.host}", path: "${url.pathname}"` : "";
    return `path must be a path, not a URL${instead}`;
  }
  if (path === "*") return undefined;
  if (!path.startsWith("/")) return `path must begin with "/", such as "/v0.10/task/:task_id"`;
  if (/[?#]/.test(path)) {
    return "path must end before the query; to look at the query, write " +
      `when: ({ query }) => query.get("name") === "value"`;
  }
  if (path.slice(0, -1).includes("*")) {
    return `"*" stands only at the end of a path; for one segment write ":name"`;
  }
  const fixed = path.replace(/(?<=\/)\{\w*\}(?=\/|$)/g, ":name");
  const sent = new URL(`https://host${fixed}`).pathname;
  return sent === fixed ? undefined : `path must be as it is sent, percent-encoded: "${sent}"`;
}

/**
 * Refuses a status that no response has, and a body that its status does not allow.
 *
 * @param action What cannot be done, as in "Cannot add a response".
 * @param status What a test wrote.
 * @param body What a test wrote.
 * @throws {TypeError} If the status is not a whole number from 200 to 599, or allows no body.
 */
export function checkStatus(action: string, status: unknown, body?: unknown): void {
  if (status === undefined) return;
  if (!Number.isInteger(status) || !(Number(status) >= 200 && Number(status) <= 599)) {
    throw new TypeError(`Cannot ${action}: status must be a whole number from 200 to 599`);
  }
  if ([204, 205, 304].includes(Number(status)) && body !== undefined) {
    throw new TypeError(`Cannot ${action}: a response of status ${status} has no body`);
  }
}

/**
 * Refuses headers that would not be sent.
 *
 * @param action What cannot be done, as in "Cannot add a response".
 * @param headers What a test wrote.
 * @throws {TypeError} If they are not an object of texts.
 */
export function checkHeaders(action: string, headers: unknown): void {
  if (headers === undefined) return;
  const isRecord = typeof headers === "object" && headers !== null && !Array.isArray(headers) &&
    !(headers instanceof Headers);
  if (isRecord && Object.values(headers).every((value) => typeof value === "string")) return;
  throw new TypeError(`Cannot ${action}: headers must be an object of texts, { name: "value" }`);
}
