import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { RequirementNotMetError, RequirementRefusedError } from "../../lib/gare/errors.ts";
import { LoginRequiredError } from "../../lib/login/errors.ts";
import {
  type Requirement,
  requirementFault,
  type RequirementShape,
} from "../../lib/sandbox/mod.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { Setting, transferAll } from "./fixtures.ts";

const dataAccess =
  "https://auth.globus.org/scopes/a17d7fac-ce06-4ede-8318-ad8dc98edd69/data_access";

async function setting() {
  const made = new Setting();
  const app = made.userApp({ autoRedriveGares: true });
  const tc = new TransferClient({ app });
  await tc.getSubmissionId();
  made.logins.length = 0;
  const refuse = (shape: RequirementShape, requirement: Requirement, times = 1) =>
    made.sandbox.faults.add({
      ...requirementFault(shape, requirement),
      path: "/v0.10/submission_id",
      times,
    });
  return { made, app, tc, refuse };
}

Deno.test("autoRedriveGares logs in as a service demands and repeats the call, on 403 and on 502", async () => {
  const domains = ["fjord.example"];
  const cases: [RequirementShape, Requirement][] = [
    ["parameters", { domains, mfa: true }],
    ["parameters-text", { domains }],
    ["subdocuments", { domains, status: 502 }],
    ["parameters", { domains, status: 502, message: "\u001b]0;pwn\u0007 please" }],
  ];
  for (const [shape, requirement] of cases) {
    const { made, tc, refuse } = await setting();
    refuse(shape, requirement);
    assertMatch((await tc.getSubmissionId()).value, /^[0-9a-f-]{36}$/);
    assertEquals(made.logins.length, 1);
    const { searchParams } = made.logins[0];
    assertEquals(searchParams.get("session_required_single_domain"), "fjord.example");
    assertEquals(searchParams.get("session_required_mfa"), requirement.mfa ? "true" : null);
    const message = searchParams.get("session_message") ?? "";
    assertMatch(message, /^transfer\.api\.globus\.org: /);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\u0000-\u001f]/.test(message), false);
  }
});

Deno.test("autoRedriveGares reads each of the six shapes, on 403 and on 502", async () => {
  const more = "urn:globus:auth:scope:transfer.api.globus.org:gcp_install";
  const domains = ["fjord.example"];
  const shapes: [RequirementShape, Requirement][] = [
    ["transfer-consent", { scopes: [more] }],
    ["action-provider-consent", { scopes: [more] }],
    ["dependent-consent", { scopes: [more] }],
    ["parameters", { domains }],
    ["parameters-text", { domains }],
    ["subdocuments", { domains }],
  ];
  for (const [shape, requirement] of shapes) {
    for (const status of [403, 502]) {
      const { made, tc, refuse } = await setting();
      refuse(shape, { ...requirement, status });
      assertMatch((await tc.getSubmissionId()).value, /^[0-9a-f-]{36}$/, `${shape} ${status}`);
      assertEquals(made.logins.length, 1, `${shape} ${status}`);
      const { searchParams } = made.logins[0];
      const asked = requirement.scopes
        ? searchParams.get("scope")?.includes(more)
        : searchParams.get("session_required_single_domain") === "fjord.example";
      assertEquals(asked, true, `${shape} ${status}`);
    }
  }
});

Deno.test("autoRedriveGares reads what a collection's server says in the words of GridFTP alone", async () => {
  const { made, tc } = await setting();
  const result = {
    code: "permission_denied",
    detail: { DATA_TYPE: "not_from_allowed_domain#1.0.0", allowed_domains: ["fjord.example"] },
  };
  made.sandbox.faults.add({
    fault: "answer",
    status: 502,
    body: {
      code: "ExternalError.DirListingFailed.LoginFailed",
      message: `Login Failed\n---\nDetails: 530-GridFTP-JSON-Result: ${JSON.stringify(result)}\r\n`,
    },
    path: "/v0.10/submission_id",
  });
  await tc.getSubmissionId();
  assertEquals(made.logins.map((url) => url.searchParams.get("session_required_single_domain")), [
    "fjord.example",
  ]);
});

Deno.test("R5 a login that a service demands ends with the last call that waits for it", async () => {
  const { made, tc, app, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] }, 2);
  const { promise: begun, resolve } = Promise.withResolvers<AbortSignal>();
  app.login = (_params, { signal } = {}) => {
    resolve(signal!);
    return new Promise((_, reject) => signal!.onabort = () => reject(signal!.reason));
  };
  const controller = new AbortController();
  const call = assertRejects(() => tc.getSubmissionId({ signal: controller.signal }));
  const signal = await begun;
  controller.abort(new Error("enough"));
  await call;
  await new Promise((done) => setTimeout(done, 0));
  assertEquals(signal.aborted, true);
  // The next call asks anew.
  delete (app as { login?: unknown }).login;
  await tc.getSubmissionId();
  assertEquals(made.logins.length, 1);
});

Deno.test("an app that cannot ask for the login says what it must fulfil, and who wants it", async () => {
  const { made } = await setting();
  const app = made.userApp({ autoRedriveGares: true, loginFlowManager: null });
  made.sandbox.faults.add({
    ...requirementFault("parameters", { domains: ["fjord.example"] }),
    path: "/v0.10/submission_id",
  });
  const error = await assertRejects(
    () => new TransferClient({ app }).getSubmissionId(),
    LoginRequiredError,
  );
  assertEquals(error.parameters.session_required_single_domain, ["fjord.example"]);
  assertEquals(error.parameters.required_scopes?.includes(transferAll), true);
  assertEquals((error.cause as GlobusAPIError).httpStatus, 403);
});

Deno.test("an app that was not told to redrive leaves the service's error as it came", async () => {
  const made = new Setting();
  const tc = new TransferClient({ app: made.userApp() });
  await tc.getSubmissionId();
  made.sandbox.faults.add({
    ...requirementFault("parameters", { domains: ["fjord.example"] }),
    path: "/v0.10/*",
  });
  const error = await assertRejects(() => tc.getSubmissionId(), GlobusAPIError);
  assertEquals(error.info.authorizationParameters !== undefined, true);
  assertEquals(made.logins.length, 1);
});

Deno.test("the same requirement again after a login is a typed error, and never a third prompt", async () => {
  const { made, tc, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] }, 1_000);
  const first = await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
  assertEquals((first.cause as GlobusAPIError).httpStatus, 403);
  assertEquals(made.logins.length, 1);
  for (let n = 0; n < 20; n++) {
    made.clock.advance(11_000);
    const error = await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
    assertEquals(error.cause instanceof GlobusAPIError, true);
  }
  assertEquals(made.logins.length, 1);
  // Much later a session may simply have ended.
  made.clock.advance(300_000);
  await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
  assertEquals(made.logins.length, 2);
});

Deno.test("a second requirement after a login is the service's own error, and no second prompt", async () => {
  const { made, tc, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] });
  refuse("parameters", { domains: ["meridian.example"] });
  const error = await assertRejects(() => tc.getSubmissionId(), GlobusAPIError);
  assertEquals(error.info.authorizationParameters !== undefined, true);
  assertEquals(made.logins.length, 1);
});

Deno.test("100 calls that are refused for the same reason share one login", async () => {
  const { made, tc, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] }, 100);
  await Promise.all(Array.from({ length: 100 }, () => tc.getSubmissionId()));
  assertEquals(made.logins.length, 1);
});

Deno.test("A13 a service's demand for scopes of services that the app never declared is refused", async () => {
  const foreign = [
    "urn:globus:auth:scope:groups.api.globus.org:all",
    "urn:globus:auth:scope:auth.globus.org:manage_projects",
    `${transferAll}[urn:globus:auth:scope:groups.api.globus.org:all]`,
    "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all",
  ];
  for (const scope of foreign) {
    const { made, tc, refuse } = await setting();
    refuse("transfer-consent", { scopes: [scope] });
    const error = await assertRejects(() => tc.getSubmissionId(), RequirementRefusedError);
    assertEquals(error.cause instanceof GlobusAPIError, true);
    assertEquals(made.logins.length, 0, scope);
  }
});

Deno.test("A13 data_access of a collection, and what the app allows, may be asked for", async () => {
  const { made, tc, refuse } = await setting();
  const scope = `${transferAll}[*${dataAccess}]`;
  const listen = made.logins;
  refuse("transfer-consent", { scopes: [scope] });
  // The sandbox knows no such collection; what matters is that the app asked for it.
  await assertRejects(() => tc.getSubmissionId());
  assertEquals(listen.length, 1);
  assertEquals(listen[0].searchParams.get("scope")?.includes(scope), true);

  const allowed = new Setting();
  const groups = "urn:globus:auth:scope:groups.api.globus.org:all";
  const app = allowed.userApp({ autoRedriveGares: true, allowedScopes: [groups] });
  const client = new TransferClient({ app });
  await client.getSubmissionId();
  allowed.sandbox.faults.add({
    ...requirementFault("parameters", { scopes: [groups] }),
    path: "/v0.10/*",
  });
  await client.getSubmissionId();
  assertEquals(allowed.logins.length, 2);
});

Deno.test("A13 malformed policies, domains and prompts are refused or dropped", async () => {
  const bad: Requirement[] = [
    { policies: ["not-a-uuid"] },
    { domains: ["evil.example/<script>"] },
    { domains: ["a,b"] },
    { identities: ["no identity"] },
  ];
  for (const requirement of bad) {
    const { made, tc, refuse } = await setting();
    refuse("parameters", requirement);
    await assertRejects(() => tc.getSubmissionId(), RequirementRefusedError);
    assertEquals(made.logins.length, 0);
  }
});
