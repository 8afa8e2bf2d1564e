import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { SharedWork } from "../../lib/app/shared_work.ts";
import type { UserApp } from "../../lib/app/user_app.ts";
import { within } from "../../lib/core/clock.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { Reentry } from "../../lib/core/reentry.ts";
import type { LoginFlowContext } from "../../lib/login/flow_manager.ts";
import { requirementFault } from "../../lib/sandbox/mod.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { fixedClock } from "../../lib/sandbox/mod.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";

function turn() {
  return new Promise<void>((resolve) => setTimeout(resolve, 0));
}

const never = new Promise<never>(() => {});

Deno.test("SharedWork is over as soon as the last call is aborted, whatever the work does", async () => {
  const signals: AbortSignal[] = [];
  const work = new SharedWork(fixedClock(), "work", (signal) => {
    signals.push(signal);
    return never;
  }, { GlobusSDKUsageError, Reentry, within });
  const [first, second] = [new AbortController(), new AbortController()];
  const waits = [work.wait(first.signal), work.wait(second.signal)].map((wait) =>
    assertRejects(() => wait, Error, "enough")
  );
  const passed = work.passed();
  first.abort(new Error("enough"));
  await waits[0];
  assertEquals([work.isAbandoned, signals[0].aborted], [false, false]);
  second.abort(new Error("enough"));
  await waits[1];
  assertEquals([work.isAbandoned, signals[0].aborted], [true, true]);
  await passed;
  await assertRejects(() => work.over, Error, "enough");
});

/** A login flow that ignores its signal, and gives its tokens on demand. */
function deafFlow(setting: Setting) {
  const gates: PromiseWithResolvers<void>[] = [];
  const forGlobusApp = (context: LoginFlowContext) => {
    const flow = setting.flow(context);
    const { runLoginFlow } = flow;
    flow.runLoginFlow = async (parameters) => {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      return await runLoginFlow.call(flow, parameters);
    };
    return flow;
  };
  return { gates, loginFlowManager: { forGlobusApp } };
}

Deno.test("a login that ignores its signal is abandoned: the next login() and the next call go on", async () => {
  const setting = new Setting();
  const { gates, loginFlowManager } = deafFlow(setting);
  const app = setting.userApp({ loginFlowManager });
  for (const begin of ["login", "call"]) {
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = begin === "login"
      ? app.login({ force: true }, { signal })
      : Promise.resolve(setting.userApp({ loginFlowManager }).getAuthorizer("auth.globus.org"))
        .then((authorizer) => authorizer.getAuthorizationHeader({ signal }));
    while (gates.length === 0) await turn();
    controller.abort(new Error("enough"));
    await assertRejects(async () => await waiting, Error, "enough");
    gates.length = 0;
  }
  const again = app.login({ force: true });
  while (gates.length === 0) await turn();
  gates[0].resolve();
  await again;
  assertMatch(await header(app) ?? "", /^Bearer /);
});

Deno.test("a login() that waits for another one begins when that is aborted", async () => {
  const setting = new Setting();
  const { gates, loginFlowManager } = deafFlow(setting);
  const app = setting.userApp({ loginFlowManager });
  const controller = new AbortController();
  const first = assertRejects(
    () => app.login({}, { signal: controller.signal }),
    Error,
    "enough",
  );
  const second = app.login();
  while (gates.length === 0) await turn();
  controller.abort(new Error("enough"));
  await first;
  while (gates.length === 1) await turn();
  gates[1].resolve();
  await second;
  assertEquals(setting.logins.length, 1);
});

Deno.test("tokens of an abandoned login replace nothing, and are revoked", async () => {
  const setting = new Setting();
  const { gates, loginFlowManager } = deafFlow(setting);
  const app = setting.userApp({ loginFlowManager });
  const controller = new AbortController();
  const late = assertRejects(() => app.login({}, { signal: controller.signal }), Error, "enough");
  while (gates.length === 0) await turn();
  controller.abort(new Error("enough"));
  await late;
  const again = app.login();
  while (gates.length === 1) await turn();
  gates[1].resolve();
  await again;
  const mine = await header(app);
  const before = setting.sandbox.requests.length;
  gates[0].resolve();
  const revoked = () =>
    setting.sandbox.requests.slice(before).filter(({ path }) => path.endsWith("/revoke"));
  while (revoked().length < 4) await turn();
  assertEquals(setting.logins.length, 2);
  assertEquals(await header(app), mine);
  assertEquals(await setting.isAlive(mine!), true);
});

Deno.test("a tokenValidationErrorHandler that ignores its signal is abandoned", async () => {
  const setting = new Setting();
  let isDeaf = true;
  const app = setting.userApp({
    tokenValidationErrorHandler: (app) => isDeaf ? never : app.login({ force: true }),
  });
  const controller = new AbortController();
  const waiting = app.getAuthorizer(TRANSFER).getAuthorizationHeader({ signal: controller.signal });
  await turn();
  controller.abort(new Error("enough"));
  await assertRejects(async () => await waiting, Error, "enough");
  isDeaf = false;
  assertMatch(await header(app) ?? "", /^Bearer /);
});

/** Asserts that a call fails at once, because the work it waits for makes it. */
async function failsAtOnce(call: () => Promise<unknown>, what: RegExp): Promise<void> {
  const error = await assertRejects(call, GlobusSDKUsageError);
  assertMatch(error.message, /would wait for itself/);
  assertMatch(error.message, what);
}

Deno.test("tokenValidationErrorHandler that makes a call before it has logged in fails at once", async () => {
  const calls: Record<string, (app: UserApp) => Promise<unknown>> = {
    "a call of a client": (app) => new TransferClient({ app }).getSubmissionId(),
    "its own header": (app) => header(app),
    "another service's token": (app) => app.getAccessToken("auth.globus.org"),
    "whoami()": (app) => app.whoami(),
    "ensureValid()": (app) => app.ensureValid(),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const isLate of [false, true]) {
      const setting = new Setting();
      const app: UserApp = setting.userApp({
        tokenValidationErrorHandler: async () => {
          if (isLate) await turn();
          await call(app);
        },
      });
      await failsAtOnce(() => header(app), /tokenValidationErrorHandler/);
      assertEquals(setting.logins.length, 0, name);
    }
  }
});

Deno.test("tokenValidationErrorHandler that has logged in can make calls", async () => {
  const setting = new Setting();
  const seen: unknown[] = [];
  const app: UserApp = setting.userApp({
    tokenValidationErrorHandler: async () => {
      await app.login({ force: true });
      seen.push((await app.whoami()).identityId);
      seen.push((await new TransferClient({ app }).getSubmissionId()).value);
      seen.push(await header(app));
    },
  });
  const headers = await Promise.all([header(app), header(app), header(app)]);
  assertEquals(new Set(headers).size, 1);
  assertEquals([seen.length, seen[2], setting.logins.length], [3, headers[0], 1]);
});

Deno.test("calls that wait for a handler continue to wait when a call of its own fails", async () => {
  const setting = new Setting();
  const app: UserApp = setting.userApp({
    tokenValidationErrorHandler: async () => {
      await turn();
      await assertRejects(() => header(app), GlobusSDKUsageError);
      await app.login({ force: true });
    },
  });
  const headers = await Promise.all(Array.from({ length: 100 }, () => header(app)));
  assertEquals(new Set(headers).size, 1);
  assertEquals(setting.logins.length, 1);
});

Deno.test("a login flow that makes a call or logs in with its own app fails at once", async () => {
  const calls: ((app: UserApp) => Promise<unknown>)[] = [
    (app) => new TransferClient({ app }).getSubmissionId(),
    (app) => app.login(),
    (app) => app.login({ force: true }),
    (app) => app.ensureValid(),
  ];
  for (const call of calls) {
    for (const begin of [(app: UserApp) => app.login(), header]) {
      const setting = new Setting();
      const loginFlowManager = {
        forGlobusApp: (context: LoginFlowContext) => {
          const flow = setting.flow(context);
          flow.runLoginFlow = async () => {
            await turn();
            await call(app);
            throw new Error("unreachable");
          };
          return flow;
        },
      };
      const app: UserApp = setting.userApp({ loginFlowManager });
      await failsAtOnce(() => Promise.resolve(begin(app)), /a login/);
    }
  }
});

Deno.test("a login flow can make calls for which there is a token", async () => {
  const setting = new Setting();
  let isNew = true;
  const loginFlowManager = {
    forGlobusApp: (context: LoginFlowContext) => {
      const flow = setting.flow(context);
      const { runLoginFlow } = flow;
      flow.runLoginFlow = async (parameters, options) => {
        if (!isNew) await new TransferClient({ app }).getSubmissionId();
        isNew = false;
        return await runLoginFlow.call(flow, parameters, options);
      };
      return flow;
    },
  };
  const app: UserApp = setting.userApp({ loginFlowManager });
  await app.login();
  await app.login({ force: true });
  assertEquals(setting.logins.length, 2);
});

Deno.test("a login that a service requires, whose flow makes the same call, fails at once", async () => {
  const setting = new Setting();
  let isNew = true;
  const loginFlowManager = {
    forGlobusApp: (context: LoginFlowContext) => {
      const flow = setting.flow(context);
      const { runLoginFlow } = flow;
      flow.runLoginFlow = async (parameters, options) => {
        if (!isNew) await tc.getSubmissionId();
        isNew = false;
        return await runLoginFlow.call(flow, parameters, options);
      };
      return flow;
    },
  };
  const app: UserApp = setting.userApp({ loginFlowManager, autoRedriveGares: true });
  const tc = new TransferClient({ app });
  await tc.getSubmissionId();
  setting.sandbox.faults.add({
    ...requirementFault("parameters", { domains: ["fjord.example"] }),
    path: "/v0.10/submission_id",
    times: 100,
  });
  await failsAtOnce(() => tc.getSubmissionId(), /a login/);
});

Deno.test("a fetch that makes calls of the app during a renewal fails at once, for each service", async () => {
  for (const server of [TRANSFER, "auth.globus.org"]) {
    const setting = new Setting();
    const { fetch } = setting.sandbox;
    let isCalling = false;
    const app: UserApp = setting.userApp({
      fetch: async (url, init) => {
        if (isCalling) await app.getAuthorizer(server).getAuthorizationHeader();
        return await fetch(url, init);
      },
    });
    await app.login();
    setting.expire();
    isCalling = true;
    const error = await assertRejects(() => header(app), GlobusSDKUsageError);
    assertMatch(error.message, /itself|makes this call/);
    assert(!/Bearer|canary/i.test(error.message));
  }
});
