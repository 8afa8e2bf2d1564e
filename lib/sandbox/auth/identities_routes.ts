import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import type { World } from "../world.ts";
import { apiCaller, commaList } from "./caller.ts";
import { authError, notFound } from "./errors.ts";
import type { IdentityRecord, ProviderRecord } from "./people.ts";

/** Adds the routes that look identities up by id or username. */
export function addIdentityRoutes(router: Router): void {
  router
    .on("GET /v2/api/identities", getIdentities)
    .on("GET /v2/api/identities/:identity_id", getIdentity);
}

/** How many identities one call may ask for (assumed from how clients split their calls). */
const MOST = 100;

/**
 * Finds identities by `ids` or `usernames`; unknown ones are left out. With `provision`, usernames
 * of known domains become identities that no person has used yet.
 */
function getIdentities(context: Context): Response {
  apiCaller(context);
  const { world } = context;
  const ids = commaList(context, "ids");
  const usernames = commaList(context, "usernames");
  if ((ids === undefined) === (usernames === undefined)) {
    throw authError(context, 400, "BAD_REQUEST", "Give either ids or usernames");
  }
  if ((ids ?? usernames ?? []).length > MOST) {
    throw authError(context, 400, "BAD_REQUEST", `Ask for ${MOST} identities at most`);
  }
  const provision = context.query.get("provision")?.toLowerCase() === "true";
  const found = ids
    ? ids.map((id) => world.identities.get(normalId(id)))
    : usernames!.map((name) =>
      world.identityByUsername(name) ?? (provision ? provisioned(world, name) : undefined)
    );
  const identities = [...new Set(found.filter((one) => one !== undefined))];
  const include = commaList(context, "include")?.includes("identity_provider");
  return json({
    identities,
    ...(include ? { included: { identity_providers: providersOf(world, identities) } } : {}),
  });
}

/** Globus takes UUIDs in any case, with or without dashes. */
export function normalId(id: string): string {
  const hex = id.replaceAll("-", "").toLowerCase();
  return hex.length === 32
    ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
    : id;
}

function provisioned(world: World, username: string): IdentityRecord | undefined {
  const domain = username.split("@")[1]?.toLowerCase();
  const provider = [...world.providers.values()].find(({ domains }) => domains.includes(domain));
  if (!provider || domain === "clients.auth.globus.org") return undefined;
  const identity: IdentityRecord = {
    id: world.random.uuid(),
    username,
    name: null,
    email: null,
    organization: null,
    identity_provider: provider.id,
    identity_type: "login",
    status: "unused",
  };
  world.identities.set(identity.id, identity);
  return identity;
}

function providersOf(world: World, identities: IdentityRecord[]): ProviderRecord[] {
  const ids = new Set(identities.map((one) => one.identity_provider));
  return [...world.providers.values()].filter(({ id }) => ids.has(id));
}

function getIdentity(context: Context): Response {
  apiCaller(context);
  const identity = context.world.identities.get(normalId(context.param("identity_id")));
  if (!identity) throw notFound(context, "Identity");
  return json({ identity });
}
