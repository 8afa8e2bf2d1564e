import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { GlobusError } from "../../lib/core/errors.ts";
import { RequirementNotMetError, RequirementRefusedError } from "../../lib/gare/errors.ts";
import { LoginRequiredError } from "../../lib/login/errors.ts";
import {
  type Requirement,
  requirementFault,
  type RequirementShape,
} from "../../lib/sandbox/mod.ts";
import { AuthAPIError } from "../../lib/services/auth/errors.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { TransferAPIError } from "../../lib/services/transfer/errors.ts";
import { TransferData } from "../../lib/services/transfer/transfer_data.ts";
import { Setting, TRANSFER_ALL } from "../kit/apps.ts";

const DATA_ACCESS =
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

Deno.test("autoRedriveGares logs in as a service requires and repeats the call, on 403 and on 502", async () => {
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

Deno.test("autoRedriveGares reads requirements that a collection's server states in GridFTP text only", async () => {
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

Deno.test("R5 a login that a service requires ends when the last call that waits for it is aborted", async () => {
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
  // The next call asks again.
  delete (app as { login?: unknown }).login;
  await tc.getSubmissionId();
  assertEquals(made.logins.length, 1);
});

Deno.test("an app that cannot ask for a login says what it must fulfill, and which service requires it", async () => {
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
  assertEquals(error.parameters.required_scopes?.includes(TRANSFER_ALL), true);
  assertEquals((error.cause as GlobusAPIError).httpStatus, 403);
});

Deno.test("an app without autoRedriveGares does not change the service's error", async () => {
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

Deno.test("the same requirement after a login is a typed error, and never a third prompt", async () => {
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
  // Much later the session at Globus can have ended.
  made.clock.advance(300_000);
  await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
  assertEquals(made.logins.length, 2);
});

Deno.test("a transfer between two collections that both lack consent asks twice, and is submitted", async () => {
  const made = new Setting();
  const tc = new TransferClient({ app: made.userApp({ autoRedriveGares: true }) });
  const [source, destination] = [...made.sandbox.world.collections.all()]
    .filter(({ needsDataAccess }) => needsDataAccess);
  const data = new TransferData(source.id, destination.id);
  data.addItem("/home/ada/", "/home/ada/copy/", { recursive: true });
  await tc.getSubmissionId();
  made.logins.length = 0;
  assertEquals((await tc.submitTransfer(data)).code, "Accepted");
  assertEquals(made.logins.length, 2);
  for (const [i, { id }] of [source, destination].entries()) {
    assertEquals(made.logins[i].searchParams.get("scope")?.includes(id), true);
  }
});

Deno.test("three different requirements of one call are met, and the fourth is the service's own error", async () => {
  const demands: Requirement[] = [
    { domains: ["fjord.example"] },
    { identities: ["ada@fjord.example"] },
    { domains: ["fjord.example"], mfa: true },
    { identities: ["ada@fjord.example"], mfa: true, message: "the fourth" },
  ];
  for (const count of [2, 3, 4]) {
    const { made, tc, refuse } = await setting();
    for (const demand of demands.slice(0, count)) refuse("parameters", demand);
    if (count < 4) await tc.getSubmissionId();
    else {
      const error = await assertRejects(() => tc.getSubmissionId(), TransferAPIError);
      assertEquals(error instanceof RequirementNotMetError, false);
      assertEquals(error.info.authorizationParameters?.session_message, "the fourth");
    }
    assertEquals(made.logins.length, Math.min(count, 3));
  }
});

Deno.test("two alternating requirements do not cause logins without end", async () => {
  const { made, tc, refuse } = await setting();
  for (let n = 0; n < 50; n++) {
    refuse("parameters", { domains: ["fjord.example"] });
    refuse("parameters", { domains: ["fjord.example"], mfa: true });
  }
  for (let n = 0; n < 10; n++) {
    await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
    made.clock.advance(1_000);
  }
  assertEquals(made.logins.length, 2);
});

Deno.test("an empty requirement starts no login", async () => {
  for (const requirement of [{}, { message: "no reason" }, { scopes: [] }]) {
    const { made, tc, refuse } = await setting();
    refuse("parameters", requirement);
    await assertRejects(() => tc.getSubmissionId(), TransferAPIError);
    assertEquals(made.logins.length, 0);
  }
});

Deno.test("an app of your own whose redrive() is always true does not repeat a call without end", async () => {
  const made = new Setting();
  const app = made.userApp();
  let asked = 0;
  app.redrive = () => Promise.resolve(++asked > 0);
  made.sandbox.faults.add({
    ...requirementFault("parameters", { mfa: true }),
    path: "/v0.10/submission_id",
    times: 1_000,
  });
  await assertRejects(() => new TransferClient({ app }).getSubmissionId(), TransferAPIError);
  assertEquals(asked, 4);
});

Deno.test("an error that replaces a service's error after a login is of the service's class too", async () => {
  const { tc, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] }, 2);
  const notMet = await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
  assert(notMet instanceof TransferAPIError);
  refuse("transfer-consent", { scopes: ["urn:globus:auth:scope:groups.api.globus.org:all"] });
  const refused = await assertRejects(() => tc.getSubmissionId(), RequirementRefusedError);
  assert(refused instanceof TransferAPIError);
  assertEquals(refused.scopes, ["urn:globus:auth:scope:groups.api.globus.org:all"]);
  for (const error of [notMet, refused]) {
    const cause = error.cause as TransferAPIError;
    assert(cause instanceof TransferAPIError);
    assertEquals(
      [error.httpStatus, error.method, error.route, error.text, error.requestId, error.errors],
      [403, "GET", "/v0.10/submission_id", cause.text, cause.requestId, cause.errors],
    );
    assertMatch(error.message, /^Cannot (log in again|follow the requirement)/);
    assertMatch(`${error}`, new RegExp(`^${error.name}: `));
    assert(error instanceof GlobusAPIError && error instanceof GlobusError);
    assert(!(cause instanceof RequirementNotMetError || cause instanceof RequirementRefusedError));
  }
  assert(!(notMet instanceof RequirementRefusedError) && !(refused instanceof AuthAPIError));
});

Deno.test("a 401 leads to a renewal and no login, whatever requirement it names", async () => {
  const { made, tc, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"], status: 401 }, 9);
  const error = await assertRejects(() => tc.getSubmissionId(), TransferAPIError);
  assertEquals([error.httpStatus, made.logins.length], [401, 0]);
});

Deno.test("a login that fails is repeated by the next call, and keeps its own cause", async () => {
  const { made, tc, app, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] }, 3);
  const cause = new Error("no network");
  const { login } = app;
  app.login = () => Promise.reject(new GlobusError("Cannot log in: no network", { cause }));
  const first = await assertRejects(() => tc.getSubmissionId(), GlobusError, "no network");
  assertEquals(first.cause, cause);
  app.login = () => Promise.reject(new GlobusError("Cannot log in"));
  const second = await assertRejects(() => tc.getSubmissionId(), GlobusError);
  assertEquals((second.cause as GlobusAPIError).httpStatus, 403);
  app.login = login;
  await tc.getSubmissionId();
  assertEquals(made.logins.length, 1);
});

Deno.test("calls that are refused up to ten seconds after a login use its tokens", async () => {
  for (const [sinceMs, isTaken] of [[0, true], [9_999, true], [10_000, false]] as const) {
    const { made, tc, refuse } = await setting();
    refuse("parameters", { domains: ["fjord.example"] });
    await tc.getSubmissionId();
    made.clock.advance(sinceMs);
    refuse("parameters", { domains: ["fjord.example"] });
    if (isTaken) await tc.getSubmissionId();
    else await assertRejects(() => tc.getSubmissionId(), RequirementNotMetError);
    assertEquals(made.logins.length, 1);
  }
});

Deno.test("100 calls that are refused for the same reason share one login", async () => {
  const { made, tc, refuse } = await setting();
  refuse("parameters", { domains: ["fjord.example"] }, 100);
  await Promise.all(Array.from({ length: 100 }, () => tc.getSubmissionId()));
  assertEquals(made.logins.length, 1);
});

Deno.test("A13 scopes of services that the app never declared are refused", async () => {
  const foreign = [
    "urn:globus:auth:scope:groups.api.globus.org:all",
    "urn:globus:auth:scope:auth.globus.org:manage_projects",
    `${TRANSFER_ALL}[urn:globus:auth:scope:groups.api.globus.org:all]`,
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

Deno.test("A13 data_access of a collection, and scopes that the app allows, may be required", async () => {
  const { made, tc, refuse } = await setting();
  const scope = `${TRANSFER_ALL}[*${DATA_ACCESS}]`;
  const listen = made.logins;
  refuse("transfer-consent", { scopes: [scope] });
  // The sandbox has no such collection: the test checks that the app requested the scope.
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

Deno.test("meetRequirement() logs in for what a document states, whatever autoRedriveGares says", async () => {
  const made = new Setting();
  const app = made.userApp();
  await new TransferClient({ app }).getSubmissionId();
  made.logins.length = 0;
  const source = "timer.example";
  const parameters = { session_required_single_domain: ["fjord.example"], session_message: "Hi" };
  const document = {
    cause: "globus_auth_requirements",
    detail: { code: "AuthorizationRequired", authorization_parameters: parameters },
  };
  assertEquals(await app.meetRequirement(document, { source }), true);
  assertEquals(made.logins.length, 1);
  const { searchParams } = made.logins[0];
  assertEquals(searchParams.get("session_required_single_domain"), "fjord.example");
  assertEquals(searchParams.get("session_message"), "timer.example: Hi");
});

Deno.test("meetRequirement() of a document that asks for no login does nothing", async () => {
  const made = new Setting();
  const app = made.userApp();
  const documents = [null, undefined, "x", 5, [], {}, { code: "ConsentRequired" }, { detail: {} }];
  for (const document of documents) {
    assertEquals(await app.meetRequirement(document, { source: "x.example" }), false);
  }
  assertEquals(made.logins.length, 0);
});

Deno.test("A13 meetRequirement() keeps to the limits that hold for refusals", async () => {
  const made = new Setting();
  const app = made.userApp();
  const scope = "urn:globus:auth:scope:auth.globus.org:manage_projects";
  const error = await assertRejects(
    () =>
      app.meetRequirement(
        { code: "ConsentRequired", required_scopes: [scope] },
        { source: "flows.example" },
      ),
    RequirementRefusedError,
  );
  assertEquals([error.scopes, error instanceof GlobusAPIError], [[scope], false]);
  const document = {
    code: "X",
    authorization_parameters: { session_required_single_domain: ["fjord.example"] },
  };
  const met = new Set<string>();
  await app.meetRequirement(document, { source: "flows.example", met });
  await assertRejects(
    () => app.meetRequirement(document, { source: "flows.example", met }),
    RequirementNotMetError,
  );
  assertEquals(made.logins.length, 1);
});

Deno.test("meetRequirement() logs in once for several things that wait for the same, and not twice for one", async () => {
  const made = new Setting();
  const app = made.userApp();
  const document = {
    code: "X",
    authorization_parameters: { session_required_single_domain: ["fjord.example"] },
  };
  const meet = (about?: string) => app.meetRequirement(document, { source: "x.example", about });
  assertEquals(await Promise.all([meet("a"), meet("b")]), [true, true]);
  made.clock.advance(60_000);
  assertEquals(await meet("c"), true);
  for (const again of ["a", "b", "c", undefined]) {
    await assertRejects(() => meet(again), RequirementNotMetError);
  }
  assertEquals(made.logins.length, 1);
  made.clock.advance(300_000);
  assertEquals(await meet("a"), true);
  assertEquals(made.logins.length, 2);
});
