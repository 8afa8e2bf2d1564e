/** The reference's third example, line by line: identities by name, alone and many at once. */
import {
  AuthClient,
  ClientCredentialsAuthorizer,
  ConfidentialAppAuthClient,
  IdentityMap,
} from "@globus-deno/sdk";

const [user, user1, user2] = Deno.args;
const authorizer = new ClientCredentialsAuthorizer(
  new ConfidentialAppAuthClient(
    Deno.env.get("GLOBUS_CLIENT_ID")!,
    Deno.env.get("GLOBUS_CLIENT_SECRET")!,
  ),
  "urn:globus:auth:scope:auth.globus.org:view_identities",
);

const authClient = new AuthClient({ authorizer });

const identities = await authClient.getIdentities({ usernames: [user] });
for (const identity of identities) {
  console.log(`Username: ${identity.username}, ID: ${identity.id}`);
}

const identityMap = new IdentityMap(authClient, [user1, user2]);
const userInfo = await identityMap.get(user1);
console.log(`Mapped: ${userInfo?.username}`);
console.log(`Default: ${await identityMap.get("unknown@nowhere.example", "none")}`);
