/**
 * Guards an API: its callers need a token for it, and must be members of a group. The answer for a
 * token is kept for a short time, so that Globus is not asked at each request.
 *
 *     deno task example api_guard
 *     deno task example api_guard -- GROUP_ID --port=8080
 *
 * With `--live` it needs a client of yours, in GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET.
 */
import {
  type AcceptedToken,
  AccessTokenAuthorizer,
  AuthClient,
  BasicAuthorizer,
  ConfidentialAppAuthClient,
  DependentScopeSpec,
  GroupsClient,
  GroupsScopes,
  plainText,
  TokenRefusedError,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";

const serviceId = Deno.env.get("GLOBUS_CLIENT_ID");
const serviceSecret = Deno.env.get("GLOBUS_CLIENT_SECRET");
if (!serviceId || !serviceSecret) {
  console.error("Set GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET to those of your service.");
  Deno.exit(1);
}
const port = Number(Deno.args.find((arg) => arg.startsWith("--port="))?.slice(7) ?? 0);
// The group of the sandbox that its people are in. Give yours as an argument.
const [group = "6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93"] = Deno.args
  .filter((arg) => !arg.startsWith("--"));

const service = new ConfidentialAppAuthClient(serviceId, serviceSecret);
const SCOPE = `https://auth.globus.org/scopes/${serviceId}/count`;

/** The user who may call, or the status of the refusal. */
type Admission = { userId: string; expiresAtMs: number } | { status: 401 | 403 };

/** How long an admission counts. A token that is revoked is accepted that long. */
const KEPT_MS = 30_000;
const MAX_KEPT = 1_000;
const kept = new Map<string, { untilMs: number; admission: Promise<Admission> }>();

/** Admits a caller, or not. Requests with the same token at the same time ask Globus once. */
function admit(token: string): Promise<Admission> {
  const nowMs = Date.now();
  for (const [known, { untilMs }] of kept) if (untilMs <= nowMs) kept.delete(known);
  const found = kept.get(token);
  if (found) return found.admission;
  // Strangers can send any number of tokens: forget the oldest.
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
  const entry = { untilMs: nowMs + KEPT_MS, admission: askGlobus(token) };
  kept.set(token, entry);
  entry.admission.then((admission) => {
    // Not longer than the token lasts.
    if ("userId" in admission) entry.untilMs = Math.min(entry.untilMs, admission.expiresAtMs);
  }, () => kept.delete(token)); // Globus gave no answer: ask again next time.
  return entry.admission;
}

async function askGlobus(token: string): Promise<Admission> {
  let caller: AcceptedToken;
  try {
    // The token must be active, for this service, and have this scope.
    caller = await service.checkToken(token, { scopes: SCOPE });
  } catch (error) {
    if (!(error instanceof TokenRefusedError)) throw error;
    return { status: error.fault === "scope" ? 403 : 401 };
  }
  // The service exchanges the token for one that Groups takes, and acts for the caller with it.
  const { byResourceServer } = await service.oauth2GetDependentTokens(token);
  const { access_token } = byResourceServer["groups.api.globus.org"];
  const groups = new GroupsClient({ authorizer: new AccessTokenAuthorizer(access_token) });
  const mine = await groups.getMyGroups();
  const memberships = mine.find(({ id }) => id === group)?.my_memberships ?? [];
  if (!memberships.some(({ status }) => status === "active")) return { status: 403 };
  return { userId: caller.sub, expiresAtMs: caller.expiresAtSeconds * 1000 };
}

let counter = 0;
const server = Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, async (request) => {
  const [, token] = /^Bearer ([\x21-\x7e]{1,4096})$/i
    .exec(request.headers.get("authorization") ?? "") ?? [];
  try {
    const admission: Admission = token ? await admit(token) : { status: 401 };
    if (!("status" in admission)) {
      return Response.json({ counter: ++counter, caller: admission.userId });
    }
    const headers = admission.status === 401
      ? { "www-authenticate": `Bearer realm="counter", scope="${SCOPE}"` }
      : undefined;
    return Response.json({ error: "refused" }, { status: admission.status, headers });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return Response.json({ error: "try again later" }, { status: 503 });
  }
});
const address = `http://127.0.0.1:${server.addr.port}/`;

// Once: the service registers its scope, which includes the caller's groups.
const admin = new AuthClient({ authorizer: new BasicAuthorizer(serviceId, serviceSecret) });
const { scopes: existing } = await admin.getScopes({ scope_strings: SCOPE });
if (existing.length === 0) {
  const dependency = GroupsScopes.viewMyGroupsAndMemberships;
  const { scopes: [{ id }] } = await admin.getScopes({ scope_strings: String(dependency) });
  await admin.createScope(serviceId, "Count", "Use the counter of the example", "count", {
    dependent_scopes: [new DependentScopeSpec(id)],
  });
  console.log(`Registered ${SCOPE}\n`);
}

// The caller's side, here in the same program.
const { tokens } = await logIn(SCOPE);
const { access_token } = tokens.byScopes.get(SCOPE)!;
async function call(authorization?: string): Promise<void> {
  const response = await fetch(address, authorization ? { headers: { authorization } } : {});
  console.log(`${response.status} ${plainText(await response.text())}`);
}
console.log("\nWithout a token, with one that is wrong, and twice with that of the login:");
await call();
await call("Bearer made-up");
await call(`Bearer ${access_token}`);
await call(`Bearer ${access_token}`);
await server.shutdown();
