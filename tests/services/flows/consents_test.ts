import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  GlobusSDKUsageError,
  LoginRequiredError,
  RequirementNotMetError,
  RequirementRefusedError,
  resumeRunWithConsents,
  runAndWait,
  SpecificFlowClient,
  SpecificFlowScopes,
  type UserApp,
} from "@globus-deno/sdk";
import { HELLO_FLOW_ID } from "@globus-deno/sdk/sandbox";
import { Setting } from "../../kit/apps.ts";
import { FakeFlows, RUN } from "../../kit/fake_flows.ts";
import { shapes } from "../../kit/signatures.ts";

const FLOW_SCOPE = `${new SpecificFlowScopes(HELLO_FLOW_ID).user}`;
const FLOWS_ALL = "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/all";

/** A login that a run waits for: at one of two institutions. */
const LOGIN_NEEDED = {
  code: "ActionFailed",
  description: "Log in at the institution",
  details: {
    code: "AuthorizationRequired",
    authorization_parameters: { session_required_single_domain: ["fjord.example"] },
  },
};

/** An app of a person, and a Flows whose clients belong to it. */
function setting(config: Parameters<Setting["userApp"]>[0] = {}) {
  const made = new Setting();
  const app: UserApp = made.userApp(config);
  const service = new FakeFlows({ app }, HELLO_FLOW_ID);
  return { made, app, service };
}

/** Scopes that a login asks for. */
function scopesOf(url: URL): string[] {
  return (url.searchParams.get("scope") ?? "").split(" ");
}

Deno.test("one login covers the flow, the service and all else, however many runs start at once", async () => {
  const { made, app, service } = setting();
  const others = Array.from(
    { length: 9 },
    () => new SpecificFlowClient(HELLO_FLOW_ID, { app, fetch: service.flow["fetch"] }),
  );
  await Promise.all([
    service.flow.runFlow({}),
    ...others.map((flow) => flow.runFlow({})),
    service.flows.listRuns().page(),
  ]);
  assertEquals(made.logins.length, 1);
  const scopes = scopesOf(made.logins[0]);
  assert(scopes.includes(FLOW_SCOPE) && scopes.includes(FLOWS_ALL), `${scopes}`);
  const tokens = service.requests.map(({ headers }) => headers.get("authorization"));
  // The service has one token, the flow another.
  assertEquals(new Set(tokens).size, 2);
});

Deno.test("a flow of high assurance is started after one login, for its policy and its scope", async () => {
  const { made, service } = setting({ autoRedriveGares: true });
  const [[policy, record]] = made.sandbox.world.policies;
  record.domain_constraints_include = null;
  let refusals = 1;
  service.spoil = (_seen, good) =>
    refusals-- > 0
      ? {
        status: 403,
        json: {
          error: { code: "AUTHENTICATION_POLICY_REQUIRED", detail: "Log in again" },
          code: "AuthenticationPolicyRequired",
          authorization_parameters: { session_required_policies: [policy] },
        },
      }
      : good();
  await service.flow.runFlow({});
  assertEquals(made.logins.length, 2);
  const [, login] = made.logins;
  assertEquals(login.searchParams.get("session_required_policies"), policy);
  assert(scopesOf(login).includes(FLOW_SCOPE));
});

Deno.test("resumeRunWithConsents() logs in once for what the run waits for, and resumes it", async () => {
  const { made, service } = setting();
  const run = service.add({ flow_id: HELLO_FLOW_ID });
  service.end(run, "INACTIVE", LOGIN_NEEDED);
  await service.flow.validateRun({}).catch(() => {});
  made.logins.length = 0;
  const { state } = await resumeRunWithConsents(service, RUN);
  assertEquals([state, run.status, made.logins.length], ["resumed", "ACTIVE", 1]);
  const { searchParams } = made.logins[0];
  assertEquals(searchParams.get("session_required_single_domain"), "fjord.example");
  assert(scopesOf(made.logins[0]).includes(FLOW_SCOPE));
  // The token of the resumption is from after the login.
  const [before, after] = [/validate_run$/, /resume$/].map((path) =>
    service.requests.find(({ address: url }) => path.test(url.pathname))?.headers.get(
      "authorization",
    )
  );
  assert(before && after && before !== after);
});

Deno.test("resumeRunWithConsents() does not log in twice for the same", async () => {
  const { made, service } = setting();
  const run = service.add();
  service.end(run, "INACTIVE", LOGIN_NEEDED);
  await resumeRunWithConsents(service, RUN);
  service.end(run, "INACTIVE", LOGIN_NEEDED);
  made.clock.advance(60_000);
  const logins = made.logins.length;
  await assertRejects(() => resumeRunWithConsents(service, RUN), RequirementNotMetError);
  assertEquals([made.logins.length, run.status], [logins, "INACTIVE"]);
});

Deno.test("resumeRunWithConsents() resumes a run that waits for no login, and no run that goes on", async () => {
  for (const status of ["INACTIVE", "ACTIVE", "SUCCEEDED", "FAILED", "ENDED"]) {
    const { made, service } = setting();
    const run = service.add();
    service.end(run, status, { code: "ActionFailed" });
    const { state } = await resumeRunWithConsents(service, RUN);
    assertEquals(state, status === "INACTIVE" ? "resumed" : "notInactive");
    assertEquals(service.count("POST /runs/*/resume"), status === "INACTIVE" ? 1 : 0);
    // For the first token alone.
    assertEquals(made.logins.length, 1);
  }
});

Deno.test("resumeRunWithConsents() asks for no scope that the app has not declared", async () => {
  const { made, service } = setting();
  const run = service.add();
  const stolen = "urn:globus:auth:scope:auth.globus.org:manage_projects";
  service.end(run, "INACTIVE", { code: "ConsentRequired", required_scope: stolen });
  const error = await assertRejects(
    () => resumeRunWithConsents(service, RUN),
    RequirementRefusedError,
  );
  assertEquals(error.scopes, [stolen]);
  assert(error.message.includes("flows.automate.globus.org"), error.message);
  assertEquals([made.logins.length, run.status], [1, "INACTIVE"]);
});

Deno.test("resumeRunWithConsents() says what is in its way, and resumes nothing", async () => {
  const { app, service } = setting({ loginFlowManager: null });
  const tokens = new Setting();
  app.getAuthorizer = () => tokens.userApp().getAuthorizer("transfer.api.globus.org");
  const run = service.add();
  service.end(run, "INACTIVE", LOGIN_NEEDED);
  await assertRejects(() => resumeRunWithConsents(service, RUN), LoginRequiredError);

  const alone = new FakeFlows();
  alone.end(alone.add(), "INACTIVE", LOGIN_NEEDED);
  await assertRejects(
    () => resumeRunWithConsents(alone, RUN),
    GlobusSDKUsageError,
    "make the SpecificFlowClient with an app",
  );
  assertEquals([service, alone].map((each) => each.count("POST /runs/*/resume")), [0, 0]);
});

Deno.test("runAndWait() with meetRequirements logs in, resumes the run, and waits on", async () => {
  const { made, service } = setting();
  let reads = 0;
  service.onRead = (run) => {
    reads++;
    if (reads === 2) service.end(run, "INACTIVE", LOGIN_NEEDED);
    if (reads === 5) service.end(run, "SUCCEEDED", { output: { done: true } });
  };
  const { state, output } = await runAndWait(service, {}, { meetRequirements: true });
  assertEquals([state, output], ["succeeded", { done: true }]);
  assertEquals([service.count("POST /runs/*/resume"), service.runs.size], [1, 1]);
  assertEquals(made.logins.length, 2);
});

Deno.test("runAndWait() gives a run that no login helps back as inactive", async () => {
  const { service } = setting();
  service.onRead = (run) => service.end(run, "INACTIVE", { code: "ConsentRequired" });
  let resumed = 0;
  service.spoil = ({ address: url }, good) => {
    if (url.pathname.endsWith("/resume")) resumed++;
    return good();
  };
  const outcome = await runAndWait(service, {}, { meetRequirements: true, timeoutMs: 20_000 });
  assertEquals([outcome.state, outcome.needsLogin], ["inactive", false]);
  assertEquals([resumed, service.runs.size], [0, 1]);
});

Deno.test("resumeRunWithConsents() refuses options that are not a plain object", async () => {
  const service = new FakeFlows();
  for (const [shape, value] of shapes) {
    await assertRejects(
      () => resumeRunWithConsents(service, RUN, value as never),
      TypeError,
      ": write ",
      shape,
    );
  }
  assertEquals(service.requests, []);
});
