import { assert, assertEquals, assertThrows } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { ValidationError } from "../../lib/gare/errors.ts";
import { GARE } from "../../lib/gare/gare.ts";
import { toGare } from "../../lib/gare/normalize.ts";
import { GlobusAuthorizationParameters } from "../../lib/gare/parameters.ts";

Deno.test("GARE refuses parts of the wrong type with a typed error", () => {
  const bad: (() => unknown)[] = [
    // @ts-expect-error No code.
    () => new GARE(undefined, {}),
    // @ts-expect-error No parameters.
    () => new GARE("X"),
    // @ts-expect-error A text in place of a list.
    () => new GARE("X", { required_scopes: "openid" }),
    // @ts-expect-error A list of numbers.
    () => new GARE("X", { session_required_policies: [1] }),
    // @ts-expect-error A text in place of a flag.
    () => new GARE("X", { session_required_mfa: "true" }),
  ];
  for (const make of bad) assert(assertThrows(make, ValidationError) instanceof GlobusError);
});

Deno.test("GARE reads its own document", () => {
  const document = {
    code: "X",
    authorization_parameters: { session_message: "m", required_scopes: ["a[b]"], color: "red" },
    request_id: "r",
  };
  const gare = toGare(document)!;
  const written = gare.toDict({ includeExtra: true });
  assertEquals(JSON.parse(JSON.stringify(written)), document);
  assertEquals(toGare(written), gare);
});

Deno.test("GARE shares no list with its source or its document", () => {
  const scopes = ["a"];
  const parameters = new GlobusAuthorizationParameters({ required_scopes: scopes });
  scopes.push("b");
  (parameters.toDict().required_scopes as string[]).push("c");
  assertEquals(parameters.required_scopes, ["a"]);
});

Deno.test("toAuthorizeParams() leaves out empty fields, which Globus Auth rejects", () => {
  const parameters = new GlobusAuthorizationParameters({
    session_message: "",
    session_required_identities: [],
    session_required_policies: ["", " "],
    session_required_single_domain: [" uni.example.edu ", "uni.example.edu", ""],
    session_required_mfa: false,
    required_scopes: ["openid"],
    prompt: null,
  });
  assertEquals({ ...parameters.toAuthorizeParams() }, {
    session_required_single_domain: ["uni.example.edu"],
  });
});

Deno.test("toAuthorizeParams() keeps all other fields", () => {
  const document = {
    session_message: "m",
    session_required_identities: ["a@uni.example.edu"],
    session_required_policies: ["p"],
    session_required_single_domain: ["uni.example.edu"],
    session_required_mfa: true,
    prompt: "login",
  };
  const parameters = new GlobusAuthorizationParameters(document);
  assertEquals({ ...parameters.toAuthorizeParams() }, document);
});
