import { assert, assertEquals, assertThrows } from "@std/assert";
import * as sdk from "@globus-deno/sdk";
import { Sandbox } from "@globus-deno/sdk/sandbox";
import { constructError, type ErrorClass } from "@globus-deno/sdk/testing";
import { FakeClock } from "../kit/clock.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";

const { AuthAPIError, BaseClient, GlobusAPIError, TransferAPIError, TransferClient } = sdk;

const ID = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";

/** Every class of errors of a service. */
const CLASSES = Object.entries({ ...sdk } as Record<string, unknown>).filter(([, value]) =>
  typeof value === "function" && value.prototype instanceof GlobusAPIError &&
  /APIError$/.test(value.name)
) as [string, ErrorClass<sdk.GlobusAPIError>][];

/** What of an error can be compared. */
function shown(error: sdk.GlobusAPIError) {
  const { name, message, httpStatus, code, messages, method, route, url, text, rawJson } = error;
  const { authorizationScheme, requestId, info, errors } = error;
  return {
    ...{ name, message, httpStatus, code, messages, method, route, url, text, rawJson },
    ...{ authorizationScheme, requestId, info, errors },
  };
}

Deno.test("constructError() makes the error that a client throws for the same response", async () => {
  assert(CLASSES.length >= 6, `${CLASSES.map(([name]) => name)}`);
  const responses: [number, string, Record<string, string>][] = [
    [404, `{"code":"EndpointNotFound","message":"gone","request_id":"r1"}`, {}],
    [403, `{"code":"ConsentRequired","message":"m","required_scopes":["a","b"]}`, {}],
    [403, `{"authorization_parameters":{"session_required_mfa":true}}`, {}],
    [422, `{"error":{"code":"UNPROCESSABLE_ENTITY","detail":[{"msg":"no","loc":["a"]}]}}`, {}],
    [401, `{"error":"invalid_grant","error_description":"why"}`, {}],
    [502, "<html>bad gateway</html>", { "content-type": "text/html" }],
    [500, "", {}],
    [400, "{not json", {}],
    [503, "[]", { "content-type": "text/plain", "x-more": "1" }],
  ];
  for (const [name, errorClass] of CLASSES) {
    for (const [httpStatus, body, more] of responses) {
      const responseHeaders = { "content-type": "application/json", ...more };
      class Client extends BaseClient {
        static override readonly errorClass = errorClass;
      }
      const clock = new FakeClock({ jumps: "quick" });
      const answer = () => ({ status: httpStatus, text: body, headers: responseHeaders });
      const client = new Client({
        baseUrl: "https://service.example/",
        authorizer: new sdk.AccessTokenAuthorizer("a-token-for-tests"),
        retryConfig: { maxRetries: 0 },
        clock,
        fetch: fakeFetch(answer, clock).fetch,
      });
      const thrown = await client.get(sdk.path`/v0/${ID}/x`, { query: { q: "1" } })
        .then(() => {}, (error) => error);
      assert(thrown instanceof GlobusAPIError, name);
      const made = constructError({
        errorClass,
        httpStatus,
        body,
        responseHeaders,
        url: `https://service.example/v0/${ID}/x?q=1`,
        requestHeaders: { authorization: "Bearer a-token-for-tests" },
      });
      assert(made instanceof errorClass, name);
      assertEquals(shown(made), shown(thrown), `${name} ${httpStatus} ${body}`);
    }
  }
});

Deno.test("constructError() gives the class that is asked for, with its own fields", () => {
  const error = constructError({
    errorClass: AuthAPIError,
    httpStatus: 401,
    body: { error: "invalid_grant", error_description: "The code has expired" },
  });
  const oauthError: string | null = error.oauthError;
  assertEquals([oauthError, error.httpStatus], ["invalid_grant", 401]);
  const plain = constructError({ httpStatus: 500 });
  assertEquals([plain.constructor, plain.text, plain.method], [GlobusAPIError, "", "GET"]);
  const transfer = constructError({ errorClass: TransferAPIError, httpStatus: 404 });
  // @ts-expect-error: only Auth's errors have it
  assertEquals(transfer.oauthError, undefined);
});

Deno.test("constructError() takes documents, text and bytes", () => {
  const document = { code: "X", message: "é" };
  const header = { "content-type": "application/json" };
  const text = JSON.stringify(document);
  for (
    const [body, responseHeaders] of [
      [document, undefined],
      [text, header],
      [new TextEncoder().encode(text), header],
    ] as const
  ) {
    const error = constructError({ httpStatus: 400, body, responseHeaders });
    assertEquals([error.code, error.messages, error.rawJson], ["X", ["é"], document]);
  }
  assertEquals(constructError({ httpStatus: 400, body: text }).rawJson, undefined);
});

Deno.test("constructError() knows when the service said to try again", () => {
  const before = Date.now();
  const error = constructError({ httpStatus: 429, responseHeaders: { "retry-after": "60" } });
  const waitMs = error.retryAt!.getTime() - before;
  assert(waitMs >= 60_000 && waitMs < 120_000, `${waitMs}`);
  assertEquals(constructError({ httpStatus: 429 }).retryAt, null);
});

Deno.test("constructError() shows no secret of the request", () => {
  const secret = crypto.randomUUID();
  const error = constructError({
    httpStatus: 403,
    body: { code: "Forbidden", message: `The token ${secret} may not` },
    url: `https://service.example/x?access_token=${secret}`,
    requestHeaders: { Authorization: `Bearer ${secret}`, "X-Auth-Token": secret },
  });
  for (const text of [error.message, error.text, Deno.inspect(error), error.url]) {
    assert(!text.includes(secret), text);
  }
  assertEquals(error.authorizationScheme, "Bearer");
  assert(error.message.includes("may not"), error.message);
});

Deno.test("constructError() shows the service's message before any call has failed", async () => {
  // In a program of its own: here other tests have loaded what masks secrets.
  const program = `
    import { constructError } from "@globus-deno/sdk/testing";
    console.log(constructError({ httpStatus: 404, body: { code: "X", message: "says why" } }).message);
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", program],
    cwd: new URL("../../", import.meta.url),
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "Cannot GET /: 404 X says why\n");
});

Deno.test("constructError() makes an error that a program's own code can be given by the sandbox too", async () => {
  const body = { code: "EndpointNotFound", message: "No such endpoint", request_id: "abc" };
  const sandbox = new Sandbox();
  sandbox.respond({ path: "/v0.10/endpoint/:id" }, { status: 404, body });
  const tc = new TransferClient({
    ...sandbox.clientOptions,
    authorizer: new sdk.AccessTokenAuthorizer("a-token-for-tests"),
  });
  const thrown = await tc.getEndpoint(ID).catch((error) => error);
  const url = `https://transfer.api.globus.org/v0.10/endpoint/${ID}`;
  const requestHeaders = { authorization: "Bearer a-token-for-tests" };
  const made = constructError({
    errorClass: TransferAPIError,
    httpStatus: 404,
    body,
    url,
    requestHeaders,
  });
  assertEquals(shown(made), shown(thrown));
});

Deno.test("constructError() refuses a response that reports no error", () => {
  for (const httpStatus of [0, 200, 299, 600, 404.5, NaN]) {
    assertThrows(() => constructError({ httpStatus }), RangeError, "httpStatus");
  }
  // @ts-expect-error: the status is needed
  assertThrows(() => constructError({}), RangeError);
  // @ts-expect-error: the status is a field
  assertThrows(() => constructError(404), TypeError);
  assertThrows(() => constructError({ httpStatus: 404, url: "x" }), TypeError, "url is not a URL");
});
