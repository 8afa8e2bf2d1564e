import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { apiCaller, commaList } from "./caller.ts";
import { authError, notFound } from "./errors.ts";

/** Adds identity providers. */
export function addProviderRoutes(router: Router): void {
  router
    .on("GET /v2/api/identity_providers", getProviders)
    .on("GET /v2/api/identity_providers/:provider_id", getProvider);
}

function getProviders(context: Context): Response {
  apiCaller(context);
  const domains = commaList(context, "domains");
  const ids = commaList(context, "ids");
  if (domains && ids) throw authError(context, 400, "BAD_REQUEST", "Give either ids or domains");
  const all = [...context.world.providers.values()];
  const identity_providers = all.filter((provider) =>
    ids?.includes(provider.id) || provider.domains.some((domain) => domains?.includes(domain)) ||
    (!ids && !domains)
  );
  return json({ identity_providers });
}

function getProvider(context: Context): Response {
  apiCaller(context);
  const provider = context.world.providers.get(context.param("provider_id"));
  if (!provider) throw notFound(context, "Identity provider");
  return json({ identity_provider: provider });
}
