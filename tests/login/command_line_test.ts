import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { CommandLineLoginFlowManager, type ReadLine } from "../../lib/login/command_line.ts";
import { CommandLineLoginFlowEOFError } from "../../lib/login/errors.ts";
import { AuthAPIError } from "../../lib/services/auth/errors.ts";
import { confidentialSetting, nativeSetting, PARAMETERS, tokenRequests } from "../kit/logins.ts";

/** A user who opens the printed URL and types the code that the page shows. */
function typing(type: (url: string) => string | undefined | Promise<string | undefined>) {
  const printed: string[] = [];
  const readLine: ReadLine = async () => await type(/http\S+/.exec(printed.join())![0]);
  return { printed, options: { print: (text: string) => void printed.push(text), readLine } };
}

Deno.test("I4 CommandLineLoginFlowManager prints the URL, trims the code, and shows it nowhere", async () => {
  const { sandbox, client } = nativeSetting();
  let code = "";
  const { printed, options } = typing(async (url) => {
    code = await sandbox.approve(url);
    return ` \t${code}\r`;
  });
  const flow = new CommandLineLoginFlowManager(client, { ...options, requestRefreshTokens: true });
  const tokens = await flow.runLoginFlow({
    ...PARAMETERS,
    session_required_mfa: true,
    session_required_single_domain: ["fjord.example"],
  });
  assertEquals(Object.keys(tokens.byResourceServer).sort(), [
    "auth.globus.org",
    "transfer.api.globus.org",
  ]);
  assert(tokens.byResourceServer["auth.globus.org"].refresh_token);
  assertEquals((await tokens.decodeIdToken()).sub, sandbox.world.people[0].primary.id);
  const url = new URL(/http\S+/.exec(printed.join())![0]);
  assertEquals(url.searchParams.get("session_required_mfa"), "true");
  assertEquals(url.searchParams.get("code_challenge_method"), "S256");
  assertEquals(printed.join().includes(code), false);
});

Deno.test("the URL of a login holds the name that the user's grant should have", async () => {
  for (const nativePrefillNamedGrant of [undefined, "Ada's laptop"]) {
    const { printed, options } = typing(() => undefined);
    const { client } = nativeSetting();
    const flow = new CommandLineLoginFlowManager(client, { ...options, nativePrefillNamedGrant });
    await assertRejects(() => flow.runLoginFlow(PARAMETERS), CommandLineLoginFlowEOFError);
    const url = new URL(/http\S+/.exec(printed.join())![0]);
    assertEquals(url.searchParams.get("prefill_named_grant"), nativePrefillNamedGrant ?? null);
  }
});

Deno.test("I4 CommandLineLoginFlowManager fails with a typed error at the end of the input and without a code", async () => {
  const { sandbox, client } = nativeSetting();
  for (const answer of [undefined, "", "   ", "x".repeat(5000)]) {
    const { options } = typing(() => answer);
    const flow = new CommandLineLoginFlowManager(client, options);
    const error = await assertRejects(
      () => flow.runLoginFlow(PARAMETERS),
      CommandLineLoginFlowEOFError,
    );
    assertMatch(error.message, /^Cannot log in: /);
  }
  assertEquals(tokenRequests(sandbox), 0);
  const { options } = typing(() => "a-wrong-code");
  const wrong = await assertRejects(
    () => new CommandLineLoginFlowManager(client, options).runLoginFlow(PARAMETERS),
    AuthAPIError,
  );
  assertEquals(Deno.inspect(wrong).includes("wrong-code"), false);
});

Deno.test("CommandLineLoginFlowManager asks again if Globus refuses a code, three times at most", async () => {
  const { sandbox, client } = nativeSetting();
  const answers = ["half-a-co", "of-yesterday"];
  const { options, printed } = typing(async (url) => answers.shift() ?? await sandbox.approve(url));
  const flow = new CommandLineLoginFlowManager(client, options);
  assertEquals((await flow.runLoginFlow(PARAMETERS)).missingScopes, []);
  assertEquals(printed.filter((text) => text.includes("did not accept that code")).length, 2);
  assertEquals(/half-a-co|of-yesterday/.test(printed.join()), false);

  let typed = 0;
  const { options: wrong } = typing(() => `wrong-${++typed}`);
  await assertRejects(
    () => new CommandLineLoginFlowManager(client, wrong).runLoginFlow(PARAMETERS),
    AuthAPIError,
  );
  assertEquals(typed, 3);

  // B1: the same code is not sent again, not even after another.
  const before = tokenRequests(sandbox);
  const twice = ["one", "two", "one"];
  const { options: again } = typing(() => twice.shift());
  await assertRejects(
    () => new CommandLineLoginFlowManager(client, again).runLoginFlow(PARAMETERS),
    AuthAPIError,
  );
  assertEquals(tokenRequests(sandbox) - before, 2);
});

Deno.test("CommandLineLoginFlowManager ends when its signal is aborted", async () => {
  const { client } = nativeSetting();
  const controller = new AbortController();
  const { options } = typing(() => {
    controller.abort(new Error("enough"));
    return "a-code";
  });
  const flow = new CommandLineLoginFlowManager(client, options);
  await assertRejects(
    () => flow.runLoginFlow(PARAMETERS, { signal: controller.signal }),
    Error,
    "enough",
  );
  // A readLine that ignores signals does not delay the end either.
  const later = new AbortController();
  const deaf = new CommandLineLoginFlowManager(client, {
    print: () => {},
    readLine: () => {
      later.abort(new Error("enough of it"));
      return new Promise(() => {});
    },
  });
  await assertRejects(
    () => deaf.runLoginFlow(PARAMETERS, { signal: later.signal }),
    Error,
    "enough of it",
  );
});

Deno.test("CommandLineLoginFlowManager of a client with a secret needs a redirect URI", async () => {
  const { sandbox, client } = confidentialSetting();
  const { options } = typing((url) => sandbox.approve(url));
  await assertRejects(
    () => new CommandLineLoginFlowManager(client, options).runLoginFlow(PARAMETERS),
    GlobusSDKUsageError,
    "loginRedirectUri",
  );
});

Deno.test("CommandLineLoginFlowManager refuses a login without a scope", async () => {
  const { client } = nativeSetting();
  const { options, printed } = typing(() => "code");
  const flow = new CommandLineLoginFlowManager(client, options);
  await assertRejects(() => flow.runLoginFlow({}), GlobusSDKUsageError);
  assertEquals(printed, []);
});

/** Runs work as in a notebook whose prompt gives this answer. */
async function inNotebook(prompt: unknown, work: () => Promise<void>): Promise<void> {
  const replaced: [name: string, value: unknown][] = [
    ["Deno", Object.create(Deno, { jupyter: { value: {} } })],
    ["prompt", prompt],
  ];
  const before = replaced.map(([name, value]) => {
    const property = Object.getOwnPropertyDescriptor(globalThis, name)!;
    Object.defineProperty(globalThis, name, { value, configurable: true });
    return [name, property] as const;
  });
  try {
    await work();
  } finally {
    for (const [name, property] of before) Object.defineProperty(globalThis, name, property);
  }
}

Deno.test("CommandLineLoginFlowManager asks by the prompt of a deno jupyter notebook", async () => {
  const { sandbox, client } = nativeSetting();
  let url = "";
  const asked: unknown[] = [];
  const flow = new CommandLineLoginFlowManager(client, { print: (text) => url = text });
  const prompt = (...question: unknown[]) => {
    asked.push(question);
    return sandbox.approve(/http\S+/.exec(url)![0]);
  };
  await inNotebook(prompt, async () => {
    const tokens = await flow.runLoginFlow(PARAMETERS);
    assert(tokens.byResourceServer["auth.globus.org"].access_token);
  });
  // As a password: the notebook does not save the answer.
  assertEquals(asked, [["Paste the code that you get there:", "", { password: true }]]);
});

Deno.test("a notebook without a user is a typed error that names readLine", async () => {
  const { client } = nativeSetting();
  const flow = new CommandLineLoginFlowManager(client, { print: () => {} });
  // A notebook that runs as a job answers null; in its workers there is no prompt.
  for (const prompt of [() => null, undefined]) {
    await inNotebook(prompt, async () => {
      const error = await assertRejects(
        () => flow.runLoginFlow(PARAMETERS),
        CommandLineLoginFlowEOFError,
      );
      assertMatch(error.message, /readLine/);
    });
  }
});
