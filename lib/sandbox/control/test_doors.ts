import type { FaultSpec } from "../faults/faults.ts";
import type { CannedResponse } from "../http/canned.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, type DoorCall, neededIn, textIn } from "./door.ts";

const REQUESTS_SHOWN = 1000;

/**
 * Adds the doors to faults, canned responses, functions of Compute, settings, the record of requests,
 * and a new beginning.
 */
export function addTestDoors(router: Router<DoorCall>): void {
  router
    .on("POST /_sandbox/reset", reset)
    .on("GET /_sandbox/faults", ({ sandbox }) => json({ pending: sandbox.faults.pending }))
    .on("POST /_sandbox/faults", addFault)
    .on("DELETE /_sandbox/faults", clearFaults)
    .on("GET /_sandbox/respond", ({ sandbox }) => json({ unused: sandbox.unusedResponses }))
    .on("POST /_sandbox/respond", respond)
    .on("DELETE /_sandbox/respond", forgetResponses)
    .on("POST /_sandbox/functions", playFunction)
    .on("DELETE /_sandbox/functions", forgetFunctions)
    .on("GET /_sandbox/settings", ({ sandbox }) => json(sandbox.settings))
    .on("POST /_sandbox/settings", changeSettings)
    .on("GET /_sandbox/requests", showRequests)
    .on("DELETE /_sandbox/requests", forgetRequests);
}

function reset({ sandbox }: DoorCall): Response {
  sandbox.reset();
  return json({ now_ms: sandbox.clock.now() });
}

async function addFault(call: DoorCall): Promise<Response> {
  const body = await bodyOf(call);
  if (body.fault === "change") {
    throw new TypeError(`Cannot add a fault: "change" needs a function, which no request carries`);
  }
  const { faults } = call.sandbox;
  faults.add(body as unknown as FaultSpec);
  return json({ pending: faults.pending });
}

function clearFaults({ sandbox }: DoorCall): Response {
  sandbox.faults.clear();
  return json({ pending: 0 });
}

async function respond(call: DoorCall): Promise<Response> {
  const { status, headers, body, ...match } = await bodyOf(call);
  call.sandbox.respond(match, { status, headers, body } as CannedResponse);
  return json({});
}

function forgetResponses({ sandbox }: DoorCall): Response {
  sandbox.forgetResponses();
  return json({});
}

/** Plays a function of Compute by what it always returns, or fails with. */
async function playFunction(call: DoorCall): Promise<Response> {
  const body = await bodyOf(call, "name", "result", "payload", "exception", "seconds");
  const name = neededIn(body, "name");
  if (![body.result, body.payload, body.exception].some((one) => one !== undefined)) {
    throw new TypeError(`"result" is missing, or "payload" or "exception" in place of it`);
  }
  const [payload, exception] = [textIn(body, "payload"), textIn(body, "exception")];
  const { result, seconds } = body;
  if (seconds !== undefined && !(typeof seconds === "number" && seconds >= 0)) {
    throw new TypeError(`"seconds" must be a number from 0`);
  }
  call.sandbox.functions.set(name, () => {
    if (exception !== undefined) throw new Error(exception);
    return { result, seconds, payload };
  });
  return json({ names: [...call.sandbox.functions.keys()] });
}

function forgetFunctions({ sandbox }: DoorCall): Response {
  sandbox.functions.clear();
  return json({ names: [] });
}

async function changeSettings(call: DoorCall): Promise<Response> {
  const body = await bodyOf(call);
  const { settings } = call.sandbox;
  const known = new Map(Object.entries(settings));
  for (const [name, value] of Object.entries(body)) {
    if (typeof known.get(name) !== typeof value) {
      throw new TypeError(`Cannot change a setting: "${name}" is not known, or of another type`);
    }
  }
  return json(Object.assign(settings, body));
}

/** The last requests, by `service` and `path` where these are given. */
function showRequests({ sandbox, url }: DoorCall): Response {
  const service = url.searchParams.get("service");
  const path = url.searchParams.get("path");
  const found = sandbox.requests.filter((one) =>
    (service === null || one.service === service) && (path === null || one.path === path)
  );
  return json({ requests: found.slice(-REQUESTS_SHOWN) });
}

function forgetRequests({ sandbox }: DoorCall): Response {
  sandbox.requests.length = 0;
  return json({ requests: [] });
}
