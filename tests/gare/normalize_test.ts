import { assert, assertEquals } from "@std/assert";
import type { GARE } from "../../lib/gare/gare.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";
import { findGares, hasGares, isGare, toGare, toGares } from "../../lib/gare/normalize.ts";

function apiError(httpStatus: number, rawJson: unknown) {
  return { httpStatus, rawJson };
}

function parameters(gare: GARE | undefined) {
  return gare && { ...gare.authorizationParameters.toDict() };
}

function loginFailed(quoted: unknown, lineEnd = "\\r\\n") {
  return "Command Failed: Error (login)\nEndpoint: Lab Data (eed63c24-36cb-4f29-a47f-91d94a65fef8)\n" +
    `Message: Login Failed\n---\nDetails: 530-Login incorrect. : GlobusError: v=1 c=LOGIN_DENIED${lineEnd}` +
    `530-GridFTP-Message: No identity of an allowed domain${lineEnd}` +
    `530-GridFTP-JSON-Result: ${JSON.stringify(quoted)}${lineEnd}530 End.${lineEnd}`;
}

const DOMAIN = { session_required_single_domain: ["uni.example.edu"] };

Deno.test("toGare() reads each shape of a requirement, on 403 and on 502", () => {
  const shapes: Record<string, unknown> = {
    "documented": { code: "X", authorization_parameters: DOMAIN },
    "commas": {
      code: "X",
      authorization_parameters: { session_required_single_domain: "uni.example.edu" },
    },
    "in a list of errors": {
      errors: [{ code: "A" }, { code: "X", authorization_parameters: DOMAIN }],
    },
    "in an error": { error: { code: "X", authorization_parameters: DOMAIN } },
    "in a timer": { inactive_reason: { detail: { code: "X", authorization_parameters: DOMAIN } } },
    "in a run": { details: { cause: [{ authorization_parameters: DOMAIN }] } },
    "in a body that is a list": [{ authorization_parameters: DOMAIN }],
    "in GridFTP's words": {
      code: "ExternalError.DirListingFailed.LoginFailed",
      message: loginFailed({ code: "permission_denied", authorization_parameters: DOMAIN }),
    },
    "in GridFTP's words with real line ends": {
      code: "ExternalError.DirListingFailed.LoginFailed",
      message: loginFailed({ code: "permission_denied", authorization_parameters: DOMAIN }, "\r\n"),
    },
    "in GridFTP's words with quotes and braces": {
      code: "ExternalError.DirListingFailed.LoginFailed",
      message: loginFailed({ message: '"}" is not the end \\', authorization_parameters: DOMAIN }),
    },
    "in an older GridFTP's words": {
      code: "ExternalError.DirListingFailed.LoginFailed",
      message: loginFailed({
        code: "permission_denied",
        detail: {
          DATA_TYPE: "not_from_allowed_domain#1.0.0",
          allowed_domains: ["uni.example.edu"],
        },
      }),
    },
    "empty at the top, named in GridFTP's words": {
      code: "ExternalError.DirListingFailed.LoginFailed",
      authorization_parameters: { session_required_identities: [], session_required_mfa: false },
      message: loginFailed({ code: "permission_denied", authorization_parameters: DOMAIN }),
    },
  };
  for (const status of [403, 502]) {
    for (const [shape, body] of Object.entries(shapes)) {
      const error = apiError(status, body);
      assertEquals(parameters(toGare(error)), DOMAIN, shape);
      assert(isGare(error) && hasGares([error]), shape);
      assertEquals(toGares([error]).length, 1, shape);
    }
  }
});

Deno.test("toGare() reads each shape that asks for scopes", () => {
  const shapes: unknown[] = [
    { code: "ConsentRequired", required_scopes: ["openid"] },
    { code: "ConsentRequired", required_scope: "openid" },
    { error: "dependent_consent_required", errors: [{ unapproved_scopes: ["openid"] }] },
    { authorization_parameters: { required_scopes: ["openid"], session_required_policies: "" } },
  ];
  for (const body of shapes) {
    const found = toGare(apiError(403, body))?.authorizationParameters.required_scopes;
    assertEquals(found, ["openid"], JSON.stringify(body));
  }
});

Deno.test("toGare() reads a login that is too old for Connect Server, which says no more than that", () => {
  const refusal = (detail: unknown) =>
    apiError(403, { DATA_TYPE: "result#1.0.0", code: "permission_denied", message: "m", detail });
  const DATA_TYPE = "authentication_timeout#1.1.0";
  const whole = { DATA_TYPE, high_assurance: true, identities: ["a", "b"], require_mfa: true };
  assertEquals(parameters(toGare(refusal(whole))), {
    prompt: "login",
    session_required_identities: ["a", "b"],
    session_required_mfa: true,
  });
  for (const detail of [{ DATA_TYPE }, { DATA_TYPE, identities: [5], require_mfa: "x" }]) {
    assertEquals(parameters(toGare(refusal(detail))), { prompt: "login" });
  }
  for (const detail of [{ DATA_TYPE: "authentication_timeouts" }, { DATA_TYPE: 5 }, DATA_TYPE]) {
    assertEquals(toGare(refusal(detail)), undefined);
  }
  // What the service states in Globus's own form counts.
  const parametersOf = { session_required_single_domain: ["a.example"] };
  const stated = apiError(403, {
    code: "permission_denied",
    authorization_parameters: parametersOf,
    detail: whole,
  });
  assertEquals(parameters(toGare(stated)), parametersOf);
});

Deno.test("toGare() reads lists that are joined with commas, and keeps the scopes", () => {
  const gare = toGare({
    authorization_parameters: { required_scopes: ["a"], session_required_policies: "p,q" },
  });
  assertEquals(parameters(gare), {
    required_scopes: ["a"],
    session_required_policies: ["p", "q"],
  });
});

Deno.test("toGare() gives undefined for errors without a requirement", () => {
  const nothing: unknown[] = [
    null,
    undefined,
    5,
    "ConsentRequired",
    [],
    {},
    { code: "ConsentRequired" },
    { message: "530-GridFTP-JSON-Result: {" },
    { message: "530-GridFTP-JSON-Result: nothing" },
    { message: "530-GridFTP-JSON-Result: {]}" },
    {
      message: loginFailed({ code: "permission_denied", detail: { DATA_TYPE: "invalid_user#1" } }),
    },
    { error: "dependent_consent_required", errors: [] },
    { error: "dependent_consent_required", errors: [null] },
  ];
  for (const document of nothing) {
    assertEquals(toGare(document), undefined);
    assertEquals(toGare(apiError(403, document)), undefined);
    assertEquals(toGares([document, apiError(403, document)]), []);
  }
});

Deno.test("toGare() does not read a requirement from an echo of the caller's request", () => {
  const echoed = { input: { code: "X", authorization_parameters: DOMAIN }, code: "Invalid" };
  assertEquals(toGare(apiError(422, { detail: [echoed] })), undefined);
});

Deno.test("toGare() of a list gives its first requirement", () => {
  assertEquals(toGare([{ code: "A" }, { code: "B", authorization_parameters: DOMAIN }])?.code, "B");
});

Deno.test("findGares() searches a document, also one that contains itself", () => {
  const run: Record<string, unknown> = {
    status: "INACTIVE",
    details: { code: "ConsentRequired", required_scope: "openid" },
  };
  run.data = run;
  assertEquals(findGares(run).map(({ code }) => code), ["ConsentRequired"]);
});

for (
  const [shape, make] of Object.entries<(length: number) => string>({
    "results of GridFTP": repeated("530-GridFTP-JSON-Result: {"),
    "opening braces": repeated("{"),
    "a document in a document": (length) => {
      const levels = length / 10;
      return '{"error":'.repeat(levels) + JSON.stringify({ authorization_parameters: DOMAIN }) +
        "}".repeat(levels);
    },
    "many errors": (length) => `{"errors":[${repeated('{"code":"A"},')(length)}{}]}`,
  })
) {
  Deno.test(`E7 toGare() takes linear time: ${shape}`, () => {
    const body = (text: string) => text.endsWith("}") ? JSON.parse(text) : { message: text };
    assertLinear(make, (text) => void toGare(apiError(502, body(text))));
  });
}

Deno.test("E5 __proto__ and constructor are ordinary fields", () => {
  const document = JSON.parse(
    `{"code": "X", "__proto__": {"a": 1}, "constructor": 2,
      "authorization_parameters": {"__proto__": {"b": 1}, "toString": 3}}`,
  );
  const gare = toGare(document)!;
  assertEquals(Object.keys(gare.extra), ["__proto__", "constructor"]);
  assertEquals(Object.keys(gare.authorizationParameters.extra), ["__proto__", "toString"]);
  assertEquals(JSON.parse(JSON.stringify(gare.toDict({ includeExtra: true }))), document);
  assertEquals(({} as Record<string, unknown>).a, undefined);
});

Deno.test("toGare() reads the server's reply in a text, and ignores the caller's path in it", () => {
  const quoted = { code: "X", authorization_parameters: DOMAIN };
  const paths = [
    `/530-GridFTP-JSON-Result: ${JSON.stringify(quoted)}`,
    `/x\\r\\n530-GridFTP-JSON-Result: ${JSON.stringify(quoted)}\\r\\n`,
    `GridFTP-JSON-Result: ${JSON.stringify(quoted)}`,
    `Details: 530-GridFTP-JSON-Result: ${JSON.stringify(quoted)}`,
  ];
  for (const path of paths) {
    const head =
      `Command Failed: Error (stat)\nCommand: MLST ${path}\nMessage: No such file\n---\n`;
    for (
      const message of [
        `File not found: ${path}`,
        `${head}Details: 550-GlobusError: v=1 c=PATH_NOT_FOUND\\r\\n550 End.\\r\\n`,
        `${head}Details: Error: '${path.replaceAll("\\", "\\\\")}' not found\\r\\n550 End.\\r\\n`,
      ]
    ) {
      assertEquals(toGare({ code: "C", message }), undefined, message);
      assertEquals(toGare(apiError(502, { code: "C", message })), undefined, message);
    }
  }
  for (const lineEnd of ["\\r\\n", "\r\n", "\n"]) {
    const message = loginFailed(quoted, lineEnd);
    assertEquals(parameters(toGare({ message })), DOMAIN);
  }
});

Deno.test("findGares() searches the fields under which services nest errors, and no others", () => {
  const requirement = { code: "X", authorization_parameters: DOMAIN };
  const names = [
    ...["error", "errors", "detail", "details", "cause", "reason", "inactive_reason", "status"],
    ...["status_reason", "data", "result", "output", "body", "exception"],
  ];
  for (const name of names) {
    for (const document of [{ [name]: requirement }, { [name]: [{}, { [name]: requirement }] }]) {
      assertEquals(findGares(document).map(({ code }) => code), ["X"], name);
    }
  }
  for (const name of ["input", "request", "message", "", "constructor"]) {
    assertEquals(findGares({ [name]: requirement }), [], name);
  }
});

Deno.test("toGare() prefers the requirement of a quoted server to an empty requirement", () => {
  const empty = { code: "X", authorization_parameters: {} };
  const quoted = { code: "Q", authorization_parameters: DOMAIN };
  const message = loginFailed(quoted);
  assertEquals(toGare({ ...empty, message })?.code, "Q");
  assertEquals(toGare({ ...empty, authorization_parameters: DOMAIN, message })?.code, "X");
  assertEquals(toGare({ ...empty, message: "nothing quoted" })?.code, "X");
  // An item of an API error's `errors` has its document in `raw`.
  assertEquals(toGare({ raw: { ...empty, authorization_parameters: DOMAIN } })?.code, "X");
});
