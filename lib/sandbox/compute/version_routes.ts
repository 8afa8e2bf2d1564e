import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { secretText } from "../random.ts";
import { computeCaller } from "./caller.ts";
import { invalidRequest } from "./errors.ts";

/** Version of the API that the sandbox plays. */
const VERSION = "1.23.0";

/** Adds the service itself: its version, the check of a token, the queue of results. */
export function addVersionRoutes(router: Router): void {
  router
    .on("GET /v2/version", version)
    .on("GET /v2/authenticate", authenticate)
    .on("GET /v2/get_amqp_result_connection_url", resultQueue);
}

function version(context: Context): Response {
  const service = context.query.get("service") ?? "api";
  if (service === "api") return json(VERSION);
  if (service !== "all") {
    const msg = "value is not a valid enumeration member; permitted: 'api', 'all'";
    throw invalidRequest([{ loc: ["query", "service"], msg, type: "type_error.enum" }]);
  }
  return json({
    api: VERSION,
    min_sdk_version: "1.0.0a6",
    min_endpoint_version: "1.0.0a0",
    git_sha: "5a7db0c5a7db0c5a7db0c5a7db0c5a7db0c5a7db",
  });
}

function authenticate(context: Context): Response {
  computeCaller(context);
  return json("OK");
}

function resultQueue(context: Context): Response {
  const { identity } = computeCaller(context);
  return json({ queue_prefix: identity.id, connection_url: queueUrl(identity.id) });
}

/** The address of a queue, with a new password. */
export function queueUrl(user: string): string {
  return `amqps://${user}:${secretText(24)}@compute.amqps.globus.org`;
}
