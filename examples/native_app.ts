/**
 * A login without pasting: the browser returns to a server on this machine.
 *
 *     deno task example native_app
 */
import {
  AccessTokenAuthorizer,
  AuthClient,
  checkSameSubject,
  NativeAppAuthClient,
  parseCallback,
  plainText,
  revokeTokens,
} from "@globus-deno/sdk";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

// Listens on a free port of this machine only, for one callback.
const answered = Promise.withResolvers<string>();
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
  if (request.method !== "GET" || new URL(request.url).pathname !== "/") {
    return new Response("Not found\n", { status: 404 });
  }
  try {
    // The state shows that the callback belongs to this login. Check it before anything else.
    answered.resolve(parseCallback(request.url).codeFor(flow));
    return new Response("You are logged in. Close this window.\n");
  } catch (error) {
    return new Response(`${(error as Error).message}\n`, { status: 400 });
  }
});

const client = new NativeAppAuthClient(CLIENT_ID);
const flow = client.oauth2StartFlow(["openid", "profile", "email"], {
  redirectUri: `http://127.0.0.1:${server.addr.port}/`,
  prefillNamedGrant: "The native_app example",
});
console.log(`Log in at:\n\n${await flow.getAuthorizeUrl({ prompt: "login" })}\n`);
const tokens = await flow.exchangeCodeForTokens(await answered.promise);
await server.shutdown();

// The ID token says who logged in. It counts only after it was verified.
const claims = await tokens.decodeIdToken();
console.log(`Logged in: ${plainText(claims.preferred_username ?? claims.sub)}`);
if (tokens.missingScopes.length > 0) console.log(`Declined: ${tokens.missingScopes.join(", ")}`);

// Userinfo says more. It must be about the same identity.
const { access_token } = tokens.byResourceServer["auth.globus.org"];
const auth = new AuthClient({ authorizer: new AccessTokenAuthorizer(access_token) });
const { name, email } = checkSameSubject(claims, await auth.userinfo());
console.log(`Name: ${plainText(name ?? "unknown")}, e-mail: ${plainText(email ?? "unknown")}`);

// Logging out revokes the tokens. The session in the browser goes on.
for (
  const { kind, revoked } of await revokeTokens(client, Object.values(tokens.byResourceServer))
) {
  console.log(`${revoked ? "Revoked" : "Could not revoke"} the ${kind.replace("_", " ")}`);
}
