import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  GlobusSDKUsageError,
  type JobDocument,
  RequirementRefusedError,
  resumeJobWithConsents,
  TimersAPIError,
  TimersClient,
} from "@globus-deno/sdk";
import { Setting } from "../../kit/apps.ts";
import { FakeClock } from "../../kit/clock.ts";
import { shapes } from "../../kit/signatures.ts";
import { type Answer, fakeFetch, type Sent } from "../../kit/fake_fetch.ts";

const JOB = "c0ffee01-0000-4000-8000-000000000001";
const OTHER = "c0ffee02-0000-4000-8000-000000000002";
const CLOSED = {
  cause: "globus_auth_requirements",
  detail: {
    code: "AuthorizationRequired",
    authorization_parameters: { session_required_single_domain: ["fjord.example"] },
  },
};

/** A service with timers, and a client of an app. */
function setting(
  reason: object | null,
  { status = "inactive", staysInactive = false, withApp = true } = {},
) {
  const made = new Setting();
  const requests: Sent[] = [];
  const clock = new FakeClock({ jumps: "quick" });
  const resumed = new Set<string>();
  const { fetch } = fakeFetch(
    ({ method, address: url }): Answer => {
      const [id] = /[\da-f]{8}-[\da-f-]{27}/.exec(url.pathname)!;
      if (method === "POST") {
        resumed.add(id);
        return { json: { message: `Successfully resumed job ${id}.` } };
      }
      const isDone = resumed.has(id) && !staysInactive;
      return {
        json: {
          job_id: id,
          status: isDone ? "active" : status,
          inactive_reason: isDone ? null : reason,
        } as Partial<JobDocument>,
      };
    },
    clock,
    requests,
  );
  const client = new TimersClient({ fetch, clock, ...(withApp ? { app: made.userApp() } : {}) });
  return { made, client, requests };
}

function resumptions(requests: Sent[]): unknown[] {
  return requests.filter(({ method }) => method === "POST").map(({ json: body }) => body);
}

Deno.test("resumeJobWithConsents() logs in for what the timer lacks, and gives it the new tokens", async () => {
  const { made, client, requests } = setting(CLOSED);
  const { state, job } = await resumeJobWithConsents(client, JOB);
  assertEquals([state, job.status, job.inactive_reason], ["resumed", "active", null]);
  assertEquals(resumptions(requests), [{ update_credentials: true }]);
  const login = made.logins.at(-1)!;
  assertEquals(login.searchParams.get("session_required_single_domain"), "fjord.example");
  const [read, resumed] = requests.map(({ headers }) => headers.get("authorization"));
  assert(read && resumed && read !== resumed);
});

Deno.test("resumeJobWithConsents() logs in once for several timers that lack the same", async () => {
  const { made, client, requests } = setting(CLOSED);
  assertEquals((await resumeJobWithConsents(client, JOB)).state, "resumed");
  const logins = made.logins.length;
  made.clock.advance(60_000);
  assertEquals((await resumeJobWithConsents(client, OTHER)).state, "resumed");
  assertEquals([made.logins.length, resumptions(requests).length], [logins, 2]);
});

Deno.test("resumeJobWithConsents() resumes a timer that was paused, with the tokens that it has", async () => {
  for (const reason of [{ cause: "user", detail: null }, null]) {
    const { made, client, requests } = setting(reason);
    assertEquals((await resumeJobWithConsents(client, JOB)).state, "resumed");
    assertEquals([resumptions(requests), made.logins.length], [[{}], 1]);
  }
});

Deno.test("resumeJobWithConsents() leaves a timer alone that is not inactive", async () => {
  for (const status of ["new", "loaded", "active", "ended", "deleted", "odd"]) {
    const { client, requests } = setting(null, { status });
    assertEquals((await resumeJobWithConsents(client, JOB)).state, "notInactive");
    assertEquals(resumptions(requests), []);
  }
});

Deno.test("resumeJobWithConsents() says that a timer is inactive again", async () => {
  const { client } = setting(CLOSED, { staysInactive: true });
  const { state, job } = await resumeJobWithConsents(client, JOB);
  assertEquals([state, job.inactive_reason], [
    "inactive",
    CLOSED as JobDocument["inactive_reason"],
  ]);
});

Deno.test("resumeJobWithConsents() does not resume what no login helps", async () => {
  const { client, requests } = setting({ ...CLOSED, detail: { code: "Odd" } });
  assertEquals((await resumeJobWithConsents(client, JOB)).state, "notMet");
  const stolen = "urn:globus:auth:scope:auth.globus.org:manage_projects";
  const greedy = setting({
    cause: "globus_auth_requirements",
    detail: { code: "ConsentRequired", authorization_parameters: { required_scopes: [stolen] } },
  });
  await assertRejects(() => resumeJobWithConsents(greedy.client, JOB), RequirementRefusedError);
  const alone = setting(CLOSED, { withApp: false });
  await assertRejects(
    () => resumeJobWithConsents(alone.client, JOB),
    GlobusSDKUsageError,
    "make the TimersClient with an app",
  );
  for (const made of [requests, greedy.requests, alone.requests]) {
    assertEquals(resumptions(made), []);
  }
});

Deno.test("resumeJobWithConsents() passes on refusals, and refuses options that are not plain", async () => {
  const made = new Setting();
  const clock = new FakeClock({ jumps: "quick" });
  const client = new TimersClient({
    app: made.userApp(),
    clock,
    fetch: fakeFetch(() => ({ status: 404 }), clock).fetch,
  });
  await assertRejects(() => resumeJobWithConsents(client, JOB), TimersAPIError);
  for (const [shape, value] of shapes) {
    await assertRejects(
      () => resumeJobWithConsents(client, JOB, value as never),
      TypeError,
      ": write ",
      shape,
    );
  }
});
