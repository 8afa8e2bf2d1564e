/**
 * Creates a group, invites a user, accepts the invitation as that user, and makes them a manager. Then
 * it deletes the group. You log in twice: as yourself, and as the user you invited.
 *
 *     deno task example manage_group
 *     deno task example manage_group -- one@uni.example.edu   # invites this user
 */
import {
  AccessTokenAuthorizer,
  AuthClient,
  AuthScopes,
  changeMemberships,
  GroupsClient,
  GroupsManager,
  GroupsScopes,
  plainText,
} from "@globus-deno/sdk";
import { logIn } from "./login.ts";
import { ask } from "./terminal.ts";

const [person = "noor@meridian.example"] = Deno.args;

const { tokens } = await logIn([AuthScopes.viewIdentities, GroupsScopes.all]);
const authToken = tokens.byResourceServer["auth.globus.org"].access_token;
const groupsToken = tokens.byResourceServer["groups.api.globus.org"].access_token;
const auth = new AuthClient({ authorizer: new AccessTokenAuthorizer(authToken) });
const groups = new GroupsClient({ authorizer: new AccessTokenAuthorizer(groupsToken) });
const manager = new GroupsManager(groups);

const { id } = await manager.createGroup("Made by an example", "People who read about reefs");
console.log(`\nCreated group ${id}`);
try {
  // Only what is named here changes: the other policies stay.
  await groups.setGroupPolicies(id, { group_members_visibility: "members" });

  // The service answers with success even where it refuses a change: the report has each of them.
  const invitation = { action: "invite", person, role: "member" } as const;
  const report = await changeMemberships(groups, id, { changes: [invitation], identities: auth });
  report.throwIfFailed();
  const [{ identityId = "" }] = report.results;
  console.log(`Invited ${plainText(person)}\n\nNow log in as ${plainText(person)}.`);

  const theirs = await logIn(GroupsScopes.all);
  const theirToken = theirs.tokens.byResourceServer["groups.api.globus.org"].access_token;
  const theirGroups = new GroupsClient({ authorizer: new AccessTokenAuthorizer(theirToken) });
  for (const group of await theirGroups.getMyGroups({ statuses: ["invited"] })) {
    console.log(`\nInvited to: ${plainText(group.name)}`);
  }
  await new GroupsManager(theirGroups).acceptInvite(id, identityId);
  console.log("Accepted");

  await manager.changeRole(id, identityId, "manager");
  const { memberships = [] } = await groups.getGroup(id, { include: ["memberships"] });
  for (const { username, role, status } of memberships) {
    console.log(`${plainText(username)}: ${role}, ${status}`);
  }
  await ask("Press Enter to delete the group:");
} finally {
  await groups.deleteGroup(id);
  console.log("Deleted the group");
}
