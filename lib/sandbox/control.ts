import { addClockDoors } from "./control/clock_doors.ts";
import type { DoorCall } from "./control/door.ts";
import { addFileDoors } from "./control/file_doors.ts";
import { addLoginDoors } from "./control/login_doors.ts";
import { addTestDoors } from "./control/test_doors.ts";
import { addWorldDoors } from "./control/world_doors.ts";
import { environmentAt } from "./http/environment.ts";
import { json } from "./http/json.ts";
import { Router } from "./http/router.ts";
import type { Sandbox } from "./sandbox.ts";
import { PathError } from "./transfer/files.ts";

/** First path segment of the doors. */
const CONTROL_SEGMENT = "_sandbox";

/**
 * Answers what only a sandbox has, for programs that cannot reach into it.
 *
 * | request | what it does |
 * | --- | --- |
 * | `GET /_sandbox/clock` | `{ now_ms }`, the time that tokens expire by |
 * | `POST /_sandbox/clock` `{ advance_seconds }` | moves it forward |
 * | `DELETE /_sandbox/clock` | takes back what it was moved by |
 *
 * With `whole`, for tests in any language, also:
 *
 * | request | what it does |
 * | --- | --- |
 * | `GET /_sandbox` | all doors, and the variables that lead programs here |
 * | `POST /_sandbox/reset` | begins again: world, settings and time |
 * | `POST /_sandbox/approve` `{ url, username, deny, scopes }` | plays the person at an authorize URL: `{ redirect, code }` |
 * | `POST /_sandbox/tokens` `{ username, client_id, scopes, refresh_tokens, mfa }` | the token response; `login` is another name |
 * | `DELETE /_sandbox/tokens` | ends all access tokens |
 * | `GET`, `POST /_sandbox/people` `{ username, id, name, email, organization, about }` | who one can be |
 * | `GET`, `POST /_sandbox/clients` `{ id, name, client_type, redirect_uris }` | clients; the answer to `POST` has the secret |
 * | `DELETE /_sandbox/clients/{id}` | takes a client away |
 * | `GET /_sandbox/collections?owner=&entity_type=` | collections |
 * | `POST /_sandbox/collections` `{ id, display_name, entity_type, owner, host_id, host_path, public, everyone_writes, empty }` | adds one |
 * | `DELETE /_sandbox/collections/{id}` | takes one away |
 * | `GET`, `PUT`, `DELETE /_sandbox/files/{collection}?path=` | the bytes of a file, or the names in a directory |
 * | `POST /_sandbox/faults` | adds a fault: `{ fault, service, method, path, skip, times, … }` |
 * | `DELETE /_sandbox/faults` | takes all faults away |
 * | `POST /_sandbox/respond` | adds a response of the test's own: `{ service, method, path, times, status, headers, body }` |
 * | `GET /_sandbox/respond` | `{ unused }`: those that still wait for a request |
 * | `DELETE /_sandbox/respond` | takes all of those away |
 * | `POST /_sandbox/functions` `{ name, result, payload, exception, seconds }` | plays a function of Compute by what it always returns |
 * | `DELETE /_sandbox/functions` | plays none any longer |
 * | `GET`, `POST /_sandbox/settings` | shows or changes settings |
 * | `GET /_sandbox/requests?service=&path=` | the last 1,000 requests, without secrets |
 * | `DELETE /_sandbox/requests` | forgets them |
 *
 * A body must say `content-type: application/json`, which no page of another site can send unasked;
 * that of `PUT` is a file.
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
  const url = new URL(request.url);
  const [, first] = url.pathname.split("/");
  if (first !== CONTROL_SEGMENT) return undefined;
  const found = doors(whole).find(request.method, url.pathname.replace(/\/$/, ""));
  if (!found) return json({ error: "No such door" }, 404);
  try {
    return await found.handler({ sandbox, request, url, params: found.params });
  } catch (error) {
    if (error instanceof PathError) return json({ error: error.message }, 404);
    return json({ error: error instanceof Error ? error.message : "Cannot do that" }, 400);
  }
}

function doors(whole: boolean): Router<DoorCall> {
  const router = new Router<DoorCall>();
  addClockDoors(router);
  if (!whole) return router;
  addLoginDoors(router);
  addWorldDoors(router);
  addFileDoors(router);
  addTestDoors(router);
  return router.on(
    "GET /_sandbox",
    ({ url }) => json({ doors: router.routes, env: environmentAt(url.origin) }),
  );
}
