import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Sandbox, TUTORIAL_CLIENT_ID, WELL_KNOWN } from "../../lib/sandbox/mod.ts";
import { codeIn, liveCheck, type LiveCheckSetting } from "../../tools/live_check.ts";

/** A sandbox, and the answers of the live check there, by question. */
async function answersOf(
  change: (sandbox: Sandbox) => Partial<LiveCheckSetting> = () => ({}),
): Promise<{ sandbox: Sandbox; answers: Map<string, string>; report: string }> {
  const sandbox = new Sandbox();
  const report = await liveCheck({
    clientId: TUTORIAL_CLIENT_ID,
    fetch: sandbox.fetch,
    logIn: (url) => sandbox.approve(url),
    mayWrite: () => Promise.resolve(false),
    ...change(sandbox),
  });
  const answers = new Map(
    [...report.matchAll(/^\| (.*?) \| (.*) \|$/gm)].map((
      [, question, answer],
    ) => [question, answer]),
  );
  return { sandbox, answers, report };
}

Deno.test("the live check finds out what the sandbox does", async () => {
  const { answers } = await answersOf();
  const expected: [question: string, answer: RegExp][] = [
    ["the ID token repeats the nonce", /^yes$/],
    ["at_hash is made from the token for", /^auth\.globus\.org$/],
    ["a client's secret, sent unencoded, is answered with", /^not tried/],
    ["Transfer's fields= leaves of a task", /^(status task_id|200, without a task)$/],
    ["an unknown endpoint of Transfer is refused with", /^404,.*code EndpointNotFound$/],
    ["an unknown group is refused with", /^40[34],/],
    ["an unknown flow is refused with", /^404,.*code NOT_FOUND$/],
    ["a code that was used already is refused with", /^40[01],.*code invalid_grant$/],
    ["a code that never was is refused with", /^40[01],.*code invalid_grant$/],
    ["a refresh token that never was is refused with", /^40[01],.*code invalid_grant$/],
    ["429 comes with Retry-After", /^no request was refused with 429$/],
  ];
  for (const [question, answer] of expected) {
    assertMatch(answers.get(question) ?? "", answer, question);
  }
});

Deno.test("the live check reports what another server does", async () => {
  const { answers } = await answersOf((sandbox) => {
    sandbox.hostile.idToken = { omit: ["nonce", "at_hash"] };
    const headers = { "retry-after": "7" };
    sandbox.faults.add({ fault: "answer", status: 429, headers, path: "/v0.10/task_list" });
    return {};
  });
  assertEquals(answers.get("the ID token repeats the nonce"), "no");
  assertEquals(answers.get("at_hash is made from the token for"), "there is no at_hash");
  assertEquals(answers.get("429 comes with Retry-After"), "transfer.api.globus.org: 7");
});

Deno.test("the live check tries both spellings of a secret that differ", async () => {
  const { answers } = await answersOf((sandbox) => {
    return { confidential: sandbox.world.demoClient };
  });
  const status = (how: string) => answers.get(`a client's secret, sent ${how}, is answered with`);
  assertEquals([status("unencoded"), status("form-encoded")], ["200", "401"]);
});

Deno.test("the live check logs in with PKCE and a secret, and tries the right and a wrong verifier", async () => {
  const redirectUri = "https://portal.example/callback";
  const asked = (which: string, answers: Map<string, string>) =>
    answers.get(`a login with PKCE and a client's secret, sent with ${which}, is answered with`)!;
  const { sandbox, answers } = await answersOf((sandbox) => ({
    confidential: { ...sandbox.world.demoClient, redirectUri },
    // People paste the address that their browser was sent to.
    logIn: async (url) => codeIn(await sandbox.approve(url)),
  }));
  assertMatch(asked("its verifier", answers), /^200, application\/json, fields access_token /);
  assertMatch(asked("another verifier", answers), /^40[01],.* invalid_grant$/);
  const sent = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token")
    .filter(({ headers }) => headers.get("authorization")?.startsWith("Basic "))
    .map(({ body }) => new URLSearchParams(body)).filter((form) => form.has("code"));
  assertEquals(sent.length, 2);
  assertEquals(sent.every((form) => form.get("code_verifier")!.length >= 43), true);
});

Deno.test("the live check goes on if the login of the client with a secret gives no code", async () => {
  const { answers } = await answersOf((sandbox) => ({
    confidential: sandbox.world.demoClient,
    logIn: async (url) => url.includes(TUTORIAL_CLIENT_ID) ? await sandbox.approve(url) : "",
  }));
  const found = [...answers].filter(([question]) => question.includes("PKCE"));
  assertEquals(found.map(([, answer]) => answer), Array(2).fill("not tried: no code came back"));
  assertMatch(answers.get("an unknown endpoint of Transfer is refused with")!, /^404,/);
});

Deno.test("the live check takes a code, or the address that the browser was sent to", () => {
  assertEquals(codeIn(" abc-1 "), "abc-1");
  assertEquals(codeIn("http://localhost:8000/callback?state=x&code=abc-1"), "abc-1");
  assertEquals(codeIn("https://localhost/callback?error=access_denied"), "");
});

Deno.test("the live check writes one file only if it may, and deletes it", async () => {
  const collection = { id: WELL_KNOWN.fjordShare, folder: "/" };
  for (const allowed of [false, true]) {
    const questions: string[] = [];
    const { sandbox, answers } = await answersOf(() => ({
      collection,
      mayWrite(question) {
        questions.push(question);
        return Promise.resolve(allowed);
      },
    }));
    const methods = sandbox.requests.filter(({ service }) => service === "https")
      .map(({ method }) => method);
    assertEquals(questions.length, 1);
    assertEquals(methods, allowed ? ["GET", "PUT", "PUT", "GET", "GET", "DELETE"] : ["GET"]);
    assertMatch(answers.get("a file that is missing is answered by HTTPS with")!, /^404,/);
    const range = answers.get("a range is answered with")!;
    if (allowed) assertMatch(range, /^206, content-range bytes 2-4\/10,/);
    else assertEquals(range, "not tried: writing was not allowed");
  }
});

Deno.test("H1 the report shows no token, code, secret, id or name, whatever the server answers", async () => {
  let token = "";
  const { sandbox, report } = await answersOf((sandbox) => ({
    fetch: async (input, init) => {
      const response = await sandbox.fetch(input, init);
      token ||= new Headers(init?.headers).get("authorization")?.slice(7) ?? "";
      if (!String(input).includes("/endpoint/")) return response;
      await response.body?.cancel();
      return Response.json({ code: token.slice(0, 40) + " is wrong", [token + " x"]: 1 });
    },
  }));
  assertEquals(report.includes(token.slice(0, 20)), false);
  const { primary } = sandbox.world.people[0];
  for (const text of [primary.id, primary.username, primary.name!, TUTORIAL_CLIENT_ID]) {
    assertEquals(report.includes(text), false, text);
  }
  // A server that sends a token as an error code cannot get it into the report either.
  const thief = answersOf((sandbox) => ({
    fetch: async (input, init) => {
      const sent = new Headers(init?.headers).get("authorization")?.slice(7);
      const response = await sandbox.fetch(input, init);
      if (!sent || !String(input).includes("/endpoint/")) return response;
      await response.body?.cancel();
      return Response.json({ code: sent });
    },
  }));
  await assertRejects(() => thief, Error, "it contains a secret");
});
