import type { FaultSpec } from "./faults/faults.ts";
import { isObject, json, type JsonDocument } from "./http/json.ts";
import type { Sandbox } from "./sandbox.ts";

/** First path segment of the control door. */
const CONTROL_SEGMENT = "_sandbox";

const REQUESTS_SHOWN = 1000;
const LONGEST_STEP_SECONDS = 10 * 365 * 86_400;

/**
 * Answers what only a sandbox has, for programs that cannot reach into it.
 *
 * | request | what it does |
 * | --- | --- |
 * | `GET /_sandbox/clock` | `{ now_ms }`, the time that tokens expire by |
 * | `POST /_sandbox/clock` `{ advance_seconds }` | moves it forward |
 *
 * With `whole`, for tests in any language, also:
 *
 * | request | what it does |
 * | --- | --- |
 * | `POST /_sandbox/faults` | adds a fault: `{ fault, service, method, path, skip, times, … }` |
 * | `DELETE /_sandbox/faults` | takes all faults away |
 * | `POST /_sandbox/respond` | adds a response of the test's own: `{ service, method, path, times, status, headers, body }` |
 * | `DELETE /_sandbox/respond` | takes all of those away |
 * | `POST /_sandbox/settings` | changes settings |
 * | `GET /_sandbox/requests` | the last 1,000 requests, without secrets |
 * | `DELETE /_sandbox/requests` | forgets them |
 * | `POST /_sandbox/approve` `{ url, username, deny, scopes }` | plays the person at an authorize URL: `{ redirect, code }` |
 * | `POST /_sandbox/login` `{ username, client_id, scopes, refresh_tokens }` | the token response |
 *
 * A body must say `content-type: application/json`, which no page of another site can send unasked.
 *
 * @param sandbox The sandbox.
 * @param request A request as a server got it.
 * @param whole Whether more than the clock is open. @default {false}
 * @returns The answer, or `undefined` for a request to a service of Globus.
 */
export async function answerControl(
  sandbox: Sandbox,
  request: Request,
  whole = false,
): Promise<Response | undefined> {
  const [, first, what, ...more] = new URL(request.url).pathname.split("/");
  if (first !== CONTROL_SEGMENT) return undefined;
  const known = more.length === 0 && (whole || what === "clock");
  const run = known ? DOORS.get(`${request.method} ${what}`) : undefined;
  if (!run) return refusal(404, "No such door");
  let body: JsonDocument = {};
  if (request.method === "POST") {
    const read = await readObject(request);
    if (!read) return refusal(400, "The body must be a JSON object, and say so");
    body = read;
  }
  try {
    return await run(sandbox, body);
  } catch (error) {
    return refusal(400, error instanceof Error ? error.message : "Cannot do that");
  }
}

type Door = (sandbox: Sandbox, body: JsonDocument) => Response | Promise<Response>;

const DOORS: ReadonlyMap<string, Door> = new Map<string, Door>([
  ["GET clock", ({ clock }) => json({ now_ms: clock.now() })],
  ["POST clock", ({ clock }, { advance_seconds: seconds }) => {
    if (typeof seconds !== "number" || !(seconds >= 0 && seconds <= LONGEST_STEP_SECONDS)) {
      throw new RangeError("advance_seconds is not a number of seconds");
    }
    clock.advance(seconds * 1000);
    return json({ now_ms: clock.now() });
  }],
  ["POST faults", ({ faults }, body) => {
    if (typeof body.fault !== "string" || body.fault === "change") {
      throw new TypeError("Cannot add a fault: its kind is missing or needs a function");
    }
    faults.add(body as unknown as FaultSpec);
    return json({ pending: faults.pending });
  }],
  ["DELETE faults", ({ faults }) => {
    faults.clear();
    return json({ pending: 0 });
  }],
  ["POST respond", (sandbox, { status, headers, body, ...match }) => {
    if (status !== undefined && typeof status !== "number") {
      throw new TypeError("Cannot add a response: its status is not a number");
    }
    sandbox.respond(match, { status, headers: headers as Record<string, string>, body });
    return json({});
  }],
  ["DELETE respond", (sandbox) => {
    sandbox.forgetResponses();
    return json({});
  }],
  ["POST settings", ({ settings }, body) => {
    const known = new Map(Object.entries(settings));
    for (const [name, value] of Object.entries(body)) {
      if (typeof known.get(name) !== typeof value) {
        throw new TypeError(`Cannot change a setting: "${name}" is not known, or of another type`);
      }
    }
    return json(Object.assign(settings, body));
  }],
  ["GET requests", ({ requests }) => json({ requests: requests.slice(-REQUESTS_SHOWN) })],
  ["DELETE requests", ({ requests }) => {
    requests.length = 0;
    return json({ requests: [] });
  }],
  ["POST approve", approve],
  [
    "POST login",
    async (sandbox, { username, client_id, scopes, refresh_tokens }) =>
      json(
        await sandbox.login({
          username: username === undefined ? undefined : String(username),
          clientId: client_id === undefined ? undefined : String(client_id),
          scopes: Array.isArray(scopes) ? scopes.map(String) : String(scopes ?? "openid"),
          refreshTokens: refresh_tokens === true,
        }),
      ),
  ],
]);

/** Plays the person in the browser, up to the redirect to the client. */
async function approve(
  sandbox: Sandbox,
  { url, username, deny, scopes }: JsonDocument,
): Promise<Response> {
  if (typeof url !== "string" || !URL.canParse(url)) {
    throw new TypeError("Cannot approve: url is not the address of an authorize page");
  }
  const answer = await sandbox.approve(url, {
    username: username === undefined ? undefined : String(username),
    deny: deny === true,
    scopes: Array.isArray(scopes) ? scopes.map(String) : undefined,
  });
  // The page for codes shows a code; all else is a redirect.
  if (!URL.canParse(answer)) return json({ redirect: null, code: answer });
  return json({ redirect: answer, code: new URL(answer).searchParams.get("code") });
}

async function readObject(request: Request): Promise<JsonDocument | undefined> {
  const type = request.headers.get("content-type")?.split(";")[0].trim().toLowerCase();
  if (type !== "application/json") return undefined;
  try {
    const value: unknown = await request.json();
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusal(status: number, message: string): Response {
  return json({ error: message }, status);
}
