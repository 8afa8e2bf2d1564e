import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseCallback } from "../../lib/oauth/callback.ts";
import { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import { ISSUER } from "../kit/id_tokens.ts";
import { errorOf } from "../kit/outcomes.ts";
import { seeded } from "../kit/random.ts";

const AT = "https://app.example.org/callback";
const ATTEMPT = { state: "the-state", issuer: ISSUER };

/** The result of a callback: its code, or the fault. */
function outcome(url: string, expected: Parameters<typeof codeOf>[1] = ATTEMPT): string {
  try {
    return codeOf(url, expected);
  } catch (error) {
    if (error instanceof LoginCallbackError) return `(${error.fault})`;
    throw error;
  }
}

function codeOf(
  url: string,
  expected: { state: string; issuer: string; issuerRequired?: boolean } | undefined,
): string {
  return parseCallback(url).codeFor(expected);
}

Deno.test("parseCallback() gives the code of a callback that belongs to its login", () => {
  assertEquals(outcome(`${AT}?state=the-state&code=c%2F1`), "c/1");
  assertEquals(outcome(`?state=the-state&code=c`), "c");
  assertEquals(outcome(`?state=the-state&code=c&iss=${ISSUER}`), "c");
  assertEquals(outcome(`state=the-state&code=c`), "c");
  assertEquals(outcome(`${AT}?foo=1&state=the-state&code=c&locale=en&locale=de`), "c");
  const query = new URLSearchParams({ state: "the-state", code: "c" });
  assertEquals(parseCallback(query).codeFor(ATTEMPT), "c");
  assertEquals(parseCallback(new URL(`${AT}?${query}`)).codeFor(ATTEMPT), "c");
});

Deno.test("A1 a callback without a state, with a wrong one, or of no login is refused", () => {
  assertEquals(outcome(`${AT}?code=c`), "(malformed)");
  assertEquals(outcome(`${AT}?code=c&state=`), "(malformed)");
  assertEquals(outcome(`${AT}?code=c&state=another`), "(state)");
  assertEquals(outcome(`${AT}?code=c&state=the-state2`), "(state)");
  assertEquals(outcome(`${AT}?code=c&state=THE-STATE`), "(state)");
  assertEquals(outcome(`${AT}?code=c&state=the-state&state=the-state`), "(malformed)");
  const code = () => parseCallback(`${AT}?code=c&state=the-state`).codeFor(undefined);
  assertEquals(outcomeOf(code), "(state)");
});

function outcomeOf(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return `(${(error as LoginCallbackError).fault})`;
  }
}

Deno.test("A4 iss must name the server of the login, and is required if the server always sends it", () => {
  const query = `${AT}?code=c&state=the-state`;
  assertEquals(outcome(`${query}&iss=${encodeURIComponent(ISSUER)}`), "c");
  const others = [
    "https://auth.preview.globus.org",
    "https://auth.globus.org/",
    "http://auth.globus.org",
    "https://AUTH.globus.org",
    "",
  ];
  for (const other of others) {
    assertEquals(outcome(`${query}&iss=${encodeURIComponent(other)}`), "(issuer)", other);
  }
  assertEquals(outcome(query, { ...ATTEMPT, issuerRequired: true }), "(issuer)");
  assertEquals(
    outcome(`${query}&iss=${encodeURIComponent(ISSUER)}`, { ...ATTEMPT, issuerRequired: true }),
    "c",
  );
});

Deno.test("A5 an error is shown only if state and iss are right, as short plain text", async () => {
  const evil = "error=access_denied&error_description=" +
    encodeURIComponent("<img src=x onerror=alert(1)>\u0000\u001b[31m\u202e" + "x".repeat(5000));
  for (const state of ["", "&state=", "&state=wrong"]) {
    const error = await errorOf(() => codeOf(`${AT}?${evil}${state}`, ATTEMPT));
    assert(error instanceof LoginCallbackError);
    assert(["malformed", "state"].includes(error.fault));
    assertEquals([error.error, error.errorDescription], [null, null]);
    assert(!/img|access_denied/.test(error.message + Deno.inspect(error)));
  }
  const foreign = await errorOf(() =>
    codeOf(`${AT}?${evil.slice(0, 200)}&state=the-state&iss=https://evil.example.org`, ATTEMPT)
  );
  assertEquals((foreign as LoginCallbackError).fault, "issuer");
  assert(!foreign.message.includes("img"));

  const said = "error=access_denied&error_description=" +
    encodeURIComponent("<img onerror>\u0000\u001b[31m\u202e\r\n" + "é".repeat(900));
  const error = await errorOf(() => codeOf(`${AT}?${said}&state=the-state`, ATTEMPT));
  assert(error instanceof LoginCallbackError);
  assertEquals([error.fault, error.error], ["refused", "access_denied"]);
  const description = error.errorDescription!;
  assert(description.startsWith("<img onerror>"));
  // deno-lint-ignore no-control-regex
  assert(!/[\u0000-\u001f\u007f-\u009f\u202e]/.test(description));
  assert(new TextEncoder().encode(description).length <= 1024);
});

Deno.test("A5 a description is cut above 1024 bytes", async () => {
  const described = async (description: string) => {
    const query = new URLSearchParams({ state: "the-state", error: "access_denied" });
    query.set("error_description", description);
    const error = await errorOf(() => codeOf(`${AT}?${query}`, ATTEMPT));
    return (error as LoginCallbackError).errorDescription!;
  };
  const longest = "word ".repeat(205).slice(0, 1024);
  assertEquals(await described(longest), longest);
  const cut = await described(`${longest}x`);
  assert(cut.length < 1024 && longest.startsWith(cut), `${cut.length}`);
});

Deno.test("A5 a malformed error code becomes server_error", async () => {
  for (const code of ["<script>\u0000", "x".repeat(101), 'a"b', "a\\b", "\u202e"]) {
    const error = await errorOf(() =>
      codeOf(`${AT}?error=${encodeURIComponent(code)}&state=the-state`, ATTEMPT)
    );
    assertEquals((error as LoginCallbackError).error, "server_error");
  }
});

Deno.test("H1 the error of a refused login shows no token of its description", () => {
  const refusal = (description: string) => {
    const query = new URLSearchParams({ state: "the-state", error: "access_denied" });
    query.set("error_description", description);
    const error = assertThrows(
      () => parseCallback(`${AT}?${query}`).codeFor({ state: "the-state", issuer: "" }),
      LoginCallbackError,
    );
    assert(error.message.endsWith(error.errorDescription!));
    return error.errorDescription;
  };
  const secret = crypto.randomUUID().replaceAll("-", "");
  for (
    const description of [
      `the token Ag${secret} is not active`,
      `refresh_token: ${secret.slice(0, 8)}`,
      `client_secret=${secret.slice(0, 6)}&x=y`,
      `"id_token": "${secret.slice(0, 8)}"`,
      `Bearer ${btoa(secret)}`,
      `password = ${secret.slice(0, 5)}`,
    ]
  ) {
    const shown = refusal(description)!;
    assert(shown.includes("••••"), shown);
    assert(!shown.includes(secret.slice(0, 5)) && !shown.includes(btoa(secret).slice(0, 5)), shown);
  }
  const plain =
    "the client 61338d24-54d5-408f-a10d-66c06b59f6d2 may not: unsupported_response_type";
  assertEquals(refusal(plain), plain);
});

Deno.test("A6 duplicates, tokens, fragments and incomplete callbacks are refused", () => {
  const bad = [
    "?state=the-state",
    "?state=the-state&code=",
    "?state=the-state&code=c&error=access_denied",
    "?state=the-state&code=c&code=c",
    "?state=the-state&code=c&code=d",
    "?state=the-state&error=a&error=b",
    "?state=the-state&code=c&iss=a&iss=b",
    "?state=the-state&code=c&error_description=a&error_description=b",
    "?state=the-state&error=a&error_uri=b&error_uri=b",
    "?state=the-state&code=c&error_uri=&error_uri=",
    `?state=the-state&error=a&error_uri=${"u".repeat(5000)}`,
    "?state=the-state&code=c&access_token=t",
    "?state=the-state&access_token=t&token_type=Bearer",
    "?state=the-state&code=c&id_token=t",
    "?state=the-state&code=c&refresh_token=t",
    "?response=eyJhbGciOiJub25lIn0.e30.",
    "?state=the-state&code=c&response=",
    "?state=the-state&code=c#",
    "?state=the-state&code=c#access_token=t",
    "#state=the-state&code=c",
    "",
    "?",
    "?code[]=c&state=the-state",
    "?CODE=c&state=the-state",
    `?state=the-state&code=${"c".repeat(5000)}`,
    `?state=the-state&code=c&x=${"y".repeat(20_000)}`,
  ];
  for (const query of bad) assertEquals(outcome(AT + query), "(malformed)", query);
});

Deno.test("100,000 callbacks give a code or a typed error", () => {
  const random = seeded(6);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)];
  const names = "state code error error_description error_uri iss access_token response".split(" ");
  const values = [
    "the-state",
    "c",
    "",
    ISSUER,
    "%00",
    "%",
    "%ff",
    "\u202e",
    "+",
    "&&",
    "=",
    "x".repeat(50),
  ];
  let codes = 0;
  let refusals = 0;
  for (let i = 0; i < 100_000; i++) {
    const count = Math.floor(random() * 5);
    let url = pick([AT, "", "?", "//", `${AT}?`]) + pick(["?", "", "&"]);
    if (random() < 0.5) url += "state=the-state&";
    for (let n = 0; n < count; n++) url += `${pick(names)}${pick(["=", "", "=="])}${pick(values)}&`;
    if (random() < 0.1) url += String.fromCharCode(Math.floor(random() * 0xffff));
    const result = outcome(url);
    if (result.startsWith("(")) refusals++;
    else codes++;
  }
  assert(codes > 1000 && refusals > 50_000, `${codes} codes, ${refusals} refusals`);
});
