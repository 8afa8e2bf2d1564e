import { assert, assertEquals, assertRejects } from "@std/assert";
import { format, inspect } from "node:util";
import { BasicAuthorizer } from "../../lib/authorizers/basic.ts";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { BaseClient } from "../../lib/core/client.ts";
import {
  GlobusConnectionError,
  GlobusError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
  PaginationError,
} from "../../lib/core/errors.ts";
import { type Path, path } from "../../lib/core/path.ts";
import { ReauthRequiredError } from "../../lib/oauth/errors.ts";
import * as authModule from "../../lib/services/auth/mod.ts";
import * as transferModule from "../../lib/services/transfer/mod.ts";
import * as sdk from "../../mod.ts";
import { loadSecondCopy } from "../kit/second_copy.ts";
import { CANARY, happen, mishaps } from "./mishaps.ts";

/** Every text form of an error. */
const prints: ((error: Error) => string)[] = [
  (error) => `${error} ${error.message} ${error.stack}`,
  (error) => JSON.stringify({ error, list: [error], own: { ...error } }),
  (error) => Deno.inspect(error, { depth: 9 }),
  (error) => Deno.inspect({ error: [error] }, { depth: 9, showHidden: true }),
  (error) => inspect(error, { depth: 9, showHidden: true }),
  (error) => format("%s %o %j", error, error, error),
  (error) => Deno.inspect(structuredClone(error), { depth: 9, showHidden: true }),
  (error) => Deno.inspect(error.cause, { depth: 9, showHidden: true }),
];

for (const name of mishaps) {
  Deno.test(`H1 no text form of the error shows a secret: ${name}`, async () => {
    const error = await happen(name);
    for (const print of prints) {
      const shown = print(error);
      assert(!shown.includes(CANARY), shown.slice(0, 2000));
    }
    assert(/^Cannot .+: ./s.test(error.message), error.message);
    assert(error instanceof GlobusError || error instanceof TypeError, error.name);
  });
}

for (const last of ["connection refused", "JSON error", "stalled body"]) {
  Deno.test(`H1 a console shows no secret, also of an uncaught error: ${last}`, async () => {
    const program = new URL("children/prints_errors.ts", import.meta.url).pathname;
    const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--no-check", program, last],
    }).output();
    const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, 1);
    assert(errors.includes("Uncaught (in promise) Globus"), errors);
    for (const name of mishaps) assert(out.includes(name), name);
    assert(!out.includes(CANARY) && !errors.includes(CANARY));
  });
}

Deno.test("H2 the messages of errors give method, route and state", async () => {
  const told: Record<string, string> = {};
  for (const name of mishaps) told[name] = (await happen(name)).message;
  assertEquals(told, {
    "connection refused":
      "Cannot POST https://things.example/x: error sending request: client error (Connect): tcp connect error ••••",
    "connection broken": "Cannot POST https://things.example/x: connection reset: Bearer ••••",
    "no answer": "Cannot POST /x: its time limit is over",
    "redirect": "Cannot read the response to POST /x: it is a redirect (302)",
    "no JSON": "Cannot read the response to POST /x: it is not JSON",
    "stalled body": "Cannot POST /x: its time limit is over",
    "stalled error": "Cannot POST /x: its time limit is over",
    "broken body": "Cannot POST https://things.example/x: broken at ••••",
    "too large":
      "Cannot read the response to POST /x: it is larger than 1000000 bytes (maxBodyBytes sets the limit)",
    "JSON error": "Cannot POST /x: 400 C •••• •••• •••• •••• ••••",
    "error of OAuth": "Cannot POST /x: 400 invalid_grant: •••• •••• •••• •••• ••••",
    "HTML error": "Cannot POST /x: 502 <p>•••• •••• •••• •••• ••••",
    "error with status 401": "Cannot POST /x: 401 •••• •••• •••• •••• ••••",
    "a foreign address":
      "Cannot call https://evil.example with a client of https://things.example: tokens stay with their service",
    "an invalid address":
      "Cannot use this address for a service: it needs https, or http on localhost, 127.0.0.1 or [::1], without query, fragment or credentials",
    "credentials in an address":
      "Cannot use this address for a service: it needs https, or http on localhost, 127.0.0.1 or [::1], without query, fragment or credentials",
    "a header's value":
      'Cannot send header "x-token": its value must be a string without spaces at its ends',
    "the SDK's own header": "Cannot send header authorization: the SDK sets it",
    "an invalid body": "Cannot send a body as a form: it is not an object",
    "an invalid token": "Cannot authorize with an access token: it is not visible ASCII text",
    "a marker that comes again": "Cannot continue the listing: the service repeats a page's marker",
  });
});

Deno.test("errors can be distinguished by class and by name", async () => {
  const kinds: [Error, string, unknown[]][] = [
    [new GlobusSDKUsageError("a"), "GlobusSDKUsageError", [GlobusError]],
    [new NetworkError("a"), "NetworkError", [GlobusError]],
    [new GlobusTimeoutError("a", "idle"), "GlobusTimeoutError", [NetworkError, GlobusError]],
    [new GlobusConnectionError("a", true), "GlobusConnectionError", [NetworkError, GlobusError]],
    [new InvalidResponseError("a", 200), "InvalidResponseError", [NetworkError, GlobusError]],
    [new PaginationError("a"), "PaginationError", [GlobusError]],
    [await happen("JSON error"), "GlobusAPIError", [GlobusAPIError, GlobusError]],
  ];
  for (const [error, name, classes] of kinds) {
    assertEquals(error.name, name);
    for (const one of [Error, ...classes]) assert(error instanceof (one as typeof Error), name);
    assertEquals(
      error instanceof NetworkError,
      classes.includes(NetworkError) || name === "NetworkError",
    );
    assert(error.stack!.startsWith(name), error.stack);
  }
});

Deno.test("errors keep the arguments of their constructors", () => {
  const cause = new Error("why");
  const timeout = new GlobusTimeoutError("m", "headers", { cause });
  assertEquals([timeout.limit, timeout.message, timeout.cause], ["headers", "m", cause]);
  assertEquals(new GlobusConnectionError("m", false).nothingSent, false);
  assertEquals(new InvalidResponseError("m", 302).httpStatus, 302);
});

Deno.test("H1 no error shows a query, whatever the message of the runtime or of a caller's fetch", async () => {
  const words = [
    (url: string) => `request to ${url} failed`,
    (url: string) => `error sending request for url (${url}): client error (Connect)`,
  ];
  for (const word of words) {
    const client = new BaseClient({
      baseUrl: "https://things.example",
      fetch: (url) => Promise.reject(new TypeError(word(url))),
      retryConfig: { maxRetries: 0 },
    });
    const error = await assertRejects(
      () => client.get("https://things.example/x?a=)&code=canary-1"),
      GlobusConnectionError,
    );
    assert(!error.message.includes("canary"), error.message);
  }
});

Deno.test("H1 no error shows a password that the server repeats without the user name", async () => {
  const password = "canary pässword/1";
  const client = new BaseClient({
    baseUrl: "https://things.example",
    authorizer: new BasicAuthorizer("client", encodeURIComponent(password)),
    fetch: () => Promise.resolve(Response.json({ message: `not ${password}` }, { status: 400 })),
  });
  const error = await client.get("/x").catch((e) => e);
  assert(error instanceof GlobusAPIError);
  assert(!error.message.includes(password), error.message);
});

Deno.test("every error class of the SDK carries its own name", () => {
  let classes = 0;
  for (const [name, value] of Object.entries({ ...sdk, ...authModule, ...transferModule })) {
    if (typeof value !== "function" || !(value.prototype instanceof Error)) continue;
    classes++;
    assertEquals(Object.getOwnPropertyDescriptor(value, "errorName")?.value, name);
  }
  assert(classes >= 30, `${classes}`);
});

Deno.test("instanceof recognizes the errors of a second copy, and nothing else", async () => {
  const copy = await loadSecondCopy();
  assert(copy.GlobusError !== GlobusError);
  const timeout = new copy.GlobusTimeoutError("m", "idle");
  for (const kind of [GlobusTimeoutError, NetworkError, GlobusError]) {
    assert(timeout instanceof kind, kind.name);
  }
  assert(new GlobusTimeoutError("m", "idle") instanceof copy.NetworkError);
  for (const kind of [GlobusConnectionError, GlobusSDKUsageError, GlobusAPIError]) {
    assert(!((timeout as unknown) instanceof kind), kind.name);
  }
  // A class that a program derives is not one of the SDK's, although it inherits the name of one.
  class OwnError extends GlobusError {}
  class OtherError extends copy.GlobusError {}
  assert(new OtherError("m") instanceof GlobusError);
  assert(!((new OtherError("m") as unknown) instanceof OwnError));
  assert(!((new GlobusError("m") as unknown) instanceof OwnError));
  class GlobusErrorToo {
    static readonly errorName = "AnotherError";
  }
  const strangers = [
    null,
    undefined,
    "GlobusError",
    {},
    Object.create(null),
    { name: "GlobusError", constructor: { errorName: "GlobusError" } },
    new Error("m"),
    new GlobusErrorToo(),
    () => {},
  ];
  for (const value of strangers) assert(!((value as unknown) instanceof GlobusError));
});

Deno.test("a refused refresh token is sent once, whichever copy of the SDK the parts come from", async () => {
  const copy = await loadSecondCopy();
  const own = sdk as unknown as typeof copy;
  for (const [authorizers, clients] of [[own, copy], [copy, own]] as const) {
    let asked = 0;
    const client = new clients.NativeAppAuthClient("c0ffee04-0000-4000-8000-000000000004", {
      fetch: () => {
        asked++;
        return Promise.resolve(Response.json({ error: "invalid_grant" }, { status: 401 }));
      },
    });
    const authorizer = new authorizers.RefreshTokenAuthorizer("refresh-token", client);
    const tc = new clients.TransferClient({ authorizer, fetch: () => Promise.reject("unused") });
    for (let call = 0; call < 3; call++) {
      const error = await assertRejects(() => tc.getTask("id"), ReauthRequiredError);
      assert(error.cause instanceof GlobusAPIError);
    }
    assertEquals(asked, 1);
  }
});

Deno.test("the error of a failed connection has the real address, with {} in place of ids", async () => {
  const cases: [baseUrl: string, called: string | Path, shown: string][] = [
    [
      "https://e.data.example/api",
      path`/endpoint/${"a/b"}`,
      "https://e.data.example/api/endpoint/{}",
    ],
    ["https://e.data.example/api/", path`/x/${"é"}/y`, "https://e.data.example/api/x/{}/y"],
    ["https://e.data.example/api", "x/y", "https://e.data.example/api/x/y"],
    ["https://e.data.example/api", "", "https://e.data.example/api"],
    ["https://e.data.example/api", "/", "https://e.data.example/api/"],
    [
      "https://e.data.example/api",
      "https://e.data.example/api/x?a=1#f",
      "https://e.data.example/api/x",
    ],
    [
      "http://127.0.0.1:8001/transfer.api.globus.org/",
      path`/v0.10/task/${"t"}`,
      "http://127.0.0.1:8001/transfer.api.globus.org/v0.10/task/{}",
    ],
    ["https://things.example", path`/thing/${"1"}`, "https://things.example/thing/{}"],
    ["https://things.example/", "/", "https://things.example/"],
  ];
  for (const [baseUrl, called, shown] of cases) {
    const client = new BaseClient({
      baseUrl,
      retryConfig: { maxRetries: 0 },
      fetch: (url) => Promise.reject(new TypeError(`no route to ${url}`)),
    });
    const { message } = await assertRejects(
      () => client.get(called, { query: { secret: CANARY } }),
      GlobusConnectionError,
    );
    assertEquals(message, `Cannot GET ${shown}: no route to ${shown}`);
  }
});
