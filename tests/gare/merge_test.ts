import { assert, assertEquals } from "@std/assert";
import { GARE } from "../../lib/gare/gare.ts";
import { requirementKey } from "../../lib/gare/guard.ts";
import { mergeGares } from "../../lib/gare/merge.ts";
import type { AuthorizationParametersDocument } from "../../lib/gare/parameters.ts";
import { seededBelow } from "../kit/random.ts";

function gare(parameters: AuthorizationParametersDocument, code = "X") {
  return new GARE(code, parameters);
}

function merged(...parameters: AuthorizationParametersDocument[]) {
  return mergeGares(parameters.map((each) => gare(each)))
    .map((each) => ({ ...each.authorizationParameters.toDict() }));
}

Deno.test("mergeGares() joins scopes and policies, and keeps fields of a single requirement", () => {
  assertEquals(
    merged(
      { required_scopes: ["a"], session_required_policies: ["p"], session_message: "m" },
      { required_scopes: ["b", "a"], session_required_policies: ["q"], session_required_mfa: true },
      { prompt: "login", session_message: "n" },
    ),
    [{
      required_scopes: ["a", "b"],
      session_required_policies: ["p", "q"],
      session_required_mfa: true,
      prompt: "login",
      session_message: "m; n",
    }],
  );
});

Deno.test("mergeGares() does not join two domains: one of them would then suffice", () => {
  const [a, b] = [
    { session_required_single_domain: ["a.org"] },
    { session_required_single_domain: ["b.org"] },
  ];
  assertEquals(merged(a, b), [a, b]);
  assertEquals(merged(a, { session_required_single_domain: ["b.org", "A.org"] }), [a]);
});

function color(name: string) {
  return { color: name } as AuthorizationParametersDocument;
}

Deno.test("mergeGares() does not merge requirements with different identities, prompts or unknown fields", () => {
  const apart: [AuthorizationParametersDocument, AuthorizationParametersDocument][] = [
    [{ session_required_identities: ["a"] }, { session_required_identities: ["b"] }],
    [{ session_required_identities: ["a"] }, { session_required_single_domain: ["a.org"] }],
    [{ prompt: "login" }, { prompt: "none" }],
    [color("red"), color("blue")],
  ];
  for (const [a, b] of apart) {
    assertEquals(mergeGares([gare(a), gare(b)]).length, 2);
    assertEquals(mergeGares([gare(b), gare(a)]).length, 2);
  }
});

Deno.test("mergeGares() keeps a code and fields only if all requirements share them", () => {
  const [one] = mergeGares([gare({}, "A"), gare({ prompt: "login" }, "A")]);
  assertEquals(one.code, "A");
  const [other] = mergeGares([gare({}, "A"), gare({ prompt: "login" }, "B")]);
  assertEquals(other.code, "AuthorizationRequired");
});

Deno.test("mergeGares() keeps fields that Globus does not define, from either requirement", () => {
  const mfa = { session_required_mfa: true };
  for (const pair of [[color("red"), mfa], [mfa, color("red")], [color("red"), color("red")]]) {
    const whole = mergeGares(pair.map((each) => gare(each)));
    assertEquals(whole.length, 1);
    assertEquals({ ...whole[0].authorizationParameters.extra }, { color: "red" });
  }
  const none = mergeGares([gare(mfa), gare({ prompt: "login" })]);
  assertEquals({ ...none[0].authorizationParameters.extra }, {});
});

Deno.test("mergeGares() keeps only those extra fields that are equal in all errors", () => {
  const withExtra = (extra: Record<string, unknown>, parameters: AuthorizationParametersDocument) =>
    new GARE("X", parameters, { extra });
  const merge = (a: Record<string, unknown>, b: Record<string, unknown>) => {
    const whole = mergeGares([
      withExtra(a, { session_required_mfa: true }),
      withExtra(b, { prompt: "login" }),
    ]);
    assertEquals(whole.length, 1);
    return { ...whole[0].extra };
  };
  assertEquals(merge({ id: 1, at: ["x"] }, { id: 1, at: ["x"] }), { id: 1, at: ["x"] });
  assertEquals(merge({ id: 1 }, { id: 2 }), {});
  assertEquals(merge({ id: 1 }, {}), {});
  assertEquals(merge({}, { id: 1 }), {});
});

/** A login: its identities, and the granted scopes. */
interface Login {
  identities: string[];
  policies: string[];
  mfa: boolean;
  prompt: string;
  scopes: string[];
}

function meets(login: Login, { authorizationParameters: p }: GARE): boolean {
  const all = (needed: readonly string[] = [], given: string[]) =>
    needed.every((each) => given.includes(each));
  const domains = p.session_required_single_domain ?? [];
  return all(p.session_required_identities, login.identities) &&
    (domains.length === 0 ||
      domains.some((domain) => login.identities.some((each) => each.endsWith(`@${domain}`)))) &&
    all(p.session_required_policies, login.policies) &&
    all(p.required_scopes, login.scopes) &&
    (!p.session_required_mfa || login.mfa) &&
    (!p.prompt || p.prompt === login.prompt);
}

Deno.test("mergeGares() weakens nothing: a login that meets the merged requirement meets each of them", () => {
  const random = seededBelow(11);
  const some = (items: string[]) => items.filter(() => random(3) === 0);
  const domains = ["a.org", "b.org"];
  const people = ["x@a.org", "y@b.org"];
  const requirement = () =>
    gare({
      session_required_identities: random(4) === 0 ? some(people) : undefined,
      session_required_single_domain: random(2) === 0 ? some(domains) : undefined,
      session_required_policies: some(["p", "q"]),
      required_scopes: some(["s", "t"]),
      session_required_mfa: random(3) === 0,
      prompt: random(3) === 0 ? "login" : undefined,
    });
  let [joined, met] = [0, 0];
  for (let i = 0; i < 5_000; i++) {
    const parts = Array.from({ length: 1 + random(3) }, requirement);
    const whole = mergeGares(parts);
    if (whole.length < parts.length) joined++;
    for (let j = 0; j < 10; j++) {
      const login: Login = {
        identities: people.filter(() => random(4) > 0),
        policies: ["p", "q"].filter(() => random(4) > 0),
        scopes: ["s", "t"].filter(() => random(4) > 0),
        mfa: random(3) > 0,
        prompt: random(3) > 0 ? "login" : "",
      };
      if (!whole.every((each) => meets(login, each))) continue;
      met++;
      assert(parts.every((part) => meets(login, part)), JSON.stringify({ parts, whole, login }));
    }
    const keys = (gares: GARE[]) => gares.map(requirementKey).sort();
    assertEquals(keys(mergeGares([...whole, ...whole])), keys(whole));
    if (parts.length === 2) assertEquals(keys(mergeGares([...parts].reverse())), keys(whole));
  }
  assert(joined > 1_000 && met > 1_000);
});
