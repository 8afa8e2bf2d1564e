/**
 * A service that is called with a user's token, and calls another service on the user's behalf.
 *
 *     deno task example dependent_tokens
 *
 * With `--live` it needs a client of yours, in GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET.
 */
import {
  AccessTokenAuthorizer,
  AuthClient,
  BasicAuthorizer,
  ConfidentialAppAuthClient,
  DependentScopeSpec,
  plainText,
  TransferClient,
  TransferScopes,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";

const serviceId = Deno.env.get("GLOBUS_CLIENT_ID");
const serviceSecret = Deno.env.get("GLOBUS_CLIENT_SECRET");
if (!serviceId || !serviceSecret) {
  console.error("Set GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET to those of your service.");
  Deno.exit(1);
}

// Once: the service registers its scope, and the scopes of other services that it depends on.
const admin = new AuthClient({ authorizer: new BasicAuthorizer(serviceId, serviceSecret) });
const scope = `https://auth.globus.org/scopes/${serviceId}/list_collections`;
const { scopes: existing } = await admin.getScopes({ scope_strings: scope });
if (existing.length === 0) {
  const { scopes: [transfer] } = await admin.getScopes({ scope_strings: TransferScopes.all });
  await admin.createScope(
    serviceId,
    "List collections",
    "See the names of your collections",
    "list_collections",
    { dependent_scopes: [new DependentScopeSpec(transfer.id)] },
  );
  console.log(`Registered ${scope}\n`);
}

// The user's side: a program gets a token for the service, and calls it.
const { tokens } = await logIn(`${scope}[${TransferScopes.all}]`);
console.log(`\nThe service answers:\n${await answer(tokens.byScopes.get(scope)!.access_token)}`);

/** The service's side: returns the response to a call with this token. */
async function answer(callersToken: string): Promise<string> {
  const service = new ConfidentialAppAuthClient(serviceId!, serviceSecret!);

  // The token must be active, issued for this service, and have this scope.
  const { sub } = await service.checkToken(callersToken, { scopes: scope });

  // Transfer does not accept this token. The service exchanges it for one that Transfer accepts.
  const dependent = await service.oauth2GetDependentTokens(callersToken);
  const { access_token, expires_in } = dependent.byResourceServer["transfer.api.globus.org"];
  const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(access_token) });
  const page = await tc.endpointSearch({ filter_scope: "my-endpoints", limit: 3 }).page();
  const names = page.DATA.map(({ display_name }) => `- ${plainText(display_name ?? "")}`);
  return [`User ${sub}, for ${expires_in} s at Globus Transfer:`, ...names].join("\n");
}
