import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { RequirementRefusedError } from "../../lib/gare/errors.ts";
import { GARE } from "../../lib/gare/gare.ts";
import { limitRequirements } from "../../lib/gare/limit.ts";
import type { RequirementLimits } from "../../lib/gare/limits.ts";
import type { AuthorizationParametersDocument } from "../../lib/gare/parameters.ts";
import {
  AuthScopes,
  FlowsScopes,
  GCSCollectionScopes,
  GroupsScopes,
  TimersScopes,
  TransferScopes,
} from "../../lib/scopes/collections.ts";

const ID = "3b4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f";
const SOURCE = "transfer.api.globus.org";
const { dataAccess, https } = new GCSCollectionScopes(ID);
const transfer = `${TransferScopes.all}`;

function limit(
  parameters: AuthorizationParametersDocument,
  limits: Partial<RequirementLimits> = {},
): GARE {
  return limitRequirements(new GARE("X", parameters), {
    source: SOURCE,
    declaredScopes: [TransferScopes.all, AuthScopes.openid],
    ...limits,
  });
}

function refused(parameters: AuthorizationParametersDocument, limits?: Partial<RequirementLimits>) {
  return assertThrows(() => limit(parameters, limits), RequirementRefusedError).scopes;
}

Deno.test("A13 limitRequirements() shows a message as plain text, capped, with its source named", () => {
  const gare = limit({
    session_message: `\u001b]0;pwn\u0007<b>Pay\u202e</b>\n${"x".repeat(5_000)}`,
  });
  const message = gare.authorizationParameters.session_message!;
  assert(message.startsWith("transfer.api.globus.org: "));
  // deno-lint-ignore no-control-regex
  assert(!/[\u0000-\u001f\u202e]/.test(message));
  assert(message.length < 1_100);
  assertEquals(
    limit({ session_message: "\u0007" }).authorizationParameters.session_message,
    undefined,
  );
});

Deno.test("A13 limitRequirements() keeps the requirements of honest services", () => {
  const parameters: AuthorizationParametersDocument = {
    session_required_identities: [ID, "jane.doe+lab@uni.example.edu"],
    session_required_policies: [ID],
    session_required_single_domain: ["uni.example.edu", "xn--bcher-kva.example"],
    session_required_mfa: true,
    prompt: "login",
    required_scopes: [`${TransferScopes.all.withDependency(dataAccess.withOptional(true))}`],
  };
  assertEquals({ ...limit(parameters).authorizationParameters.toDict() }, parameters);
});

Deno.test("A13 limitRequirements() refuses policies, domains and identities of another form", () => {
  const bad: AuthorizationParametersDocument[] = [
    ...["p", `${ID}x`, `${ID},${ID}`, "../.."].map((each) => ({
      session_required_policies: [each],
    })),
    ...["localhost", "a..org", "-a.org", "a.org/x", "a@b.org", "a.org,b.org", "a b.org", "*.org"]
      .map((each) => ({ session_required_single_domain: [each] })),
    { session_required_single_domain: [`${"a.".repeat(200)}org`] },
    ...["jane", "@a.org", "a b@a.org", "a,b@a.org", "a\u0000@a.org", "a@localhost"]
      .map((each) => ({ session_required_identities: [each] })),
    { session_required_policies: Array.from({ length: 101 }, () => ID) },
  ];
  for (const parameters of bad) {
    assertThrows(
      () => limit(parameters),
      RequirementRefusedError,
      undefined,
      JSON.stringify(parameters),
    );
  }
});

Deno.test("A13 limitRequirements() removes prompts other than login, and unknown fields", () => {
  for (const prompt of ["none", "consent", "", "LOGIN"]) {
    assertEquals(limit({ prompt }).authorizationParameters.prompt, undefined);
  }
  const gare = limit({ redirect_uri: "https://evil.example" } as AuthorizationParametersDocument);
  assertEquals(Object.keys(gare.authorizationParameters.extra), []);
});

Deno.test("A13 limitRequirements() refuses scopes of services that the app did not declare", () => {
  const phishing = [
    GroupsScopes.all,
    AuthScopes.manageProjects,
    AuthScopes.viewIdentities,
    AuthScopes.email,
    FlowsScopes.all,
    TimersScopes.timer,
    https,
    "something_else",
  ].map(String);
  assertEquals(refused({ required_scopes: phishing }), phishing);
  for (const scope of phishing) {
    assertEquals(refused({ required_scopes: [scope] }), [scope]);
    assertEquals(refused({ required_scopes: [`*${scope}`] }), [scope]);
  }
});

Deno.test("A13 limitRequirements() refuses scopes whose names only resemble a declared service's", () => {
  const server = TransferScopes.resourceServer;
  const lookalikes = [
    `uri:globus:auth:scope:${server}:all`,
    `urn:evil:auth:scope:${server}:all`,
    `urn:globus:evil:scope:${server}:all`,
    `urn:globus:auth:evil:${server}:all`,
    `urn:globus:auth:scope:${server}.evil.example:all`,
    `https://evil.example/evil/${server}/all`,
    `http://auth.globus.org/scopes/${server}/all`,
    `https://evil.example/scopes/${server}/all`,
    `https://auth.globus.org.evil.example/scopes/${server}/all`,
  ];
  for (const scope of lookalikes) assertEquals(refused({ required_scopes: [scope] }), [scope]);
});

Deno.test("A13 limitRequirements() also refuses scopes among dependencies", () => {
  for (const scope of [GroupsScopes.all, AuthScopes.manageProjects, FlowsScopes.all]) {
    assertEquals(refused({ required_scopes: [`${transfer}[${scope}]`] }), [`${scope}`]);
    assertEquals(refused({ required_scopes: [`${transfer}[${dataAccess}[*${scope}]]`] }), [
      `${scope}`,
    ]);
  }
});

Deno.test("A13 limitRequirements() allows all scopes of a declared service, by scope or server", () => {
  const gare = limit({ required_scopes: [`${TransferScopes.gcpInstall}`] });
  assertEquals(gare.authorizationParameters.required_scopes?.length, 1);
  limit({ required_scopes: [`${FlowsScopes.run}`] }, { declaredScopes: [FlowsScopes.viewFlows] });
  limit({ required_scopes: [`${FlowsScopes.run}`] }, { resourceServers: ["flows.globus.org"] });
  limit({ required_scopes: [`${https}`] }, { resourceServers: [ID] });
});

Deno.test("A13 limitRequirements() allows single scopes of Globus Auth, never all of them", () => {
  const limits = {
    declaredScopes: [AuthScopes.openid, AuthScopes.viewConsents],
    resourceServers: ["auth.globus.org"],
  };
  limit({ required_scopes: [`openid ${AuthScopes.viewConsents}`] }, limits);
  const scope = `${AuthScopes.manageProjects}`;
  assertEquals(refused({ required_scopes: [scope] }, limits), [scope]);
  limit({ required_scopes: [scope] }, { ...limits, allowedScopes: [scope] });
});

Deno.test("A13 limitRequirements() refuses scopes that cannot be read", () => {
  for (const scopes of ["a[", "a[a]", "a[".repeat(70), "a ".repeat(20_000)]) {
    assertEquals(refused({ required_scopes: [scopes] }), []);
  }
});

Deno.test("RequirementRefusedError names the service and its requirement, in plain text", () => {
  const error = assertThrows(
    () => limit({ required_scopes: ["evil\u001b[31m"], session_required_policies: ["p"] }),
    RequirementRefusedError,
    "transfer.api.globus.org",
  );
  assert(error instanceof GlobusError);
  assertEquals(error.reasons.length, 2);
  assert(!error.message.includes("\u001b"));
});
