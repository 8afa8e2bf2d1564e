import { assert, assertEquals } from "@std/assert";
import { GlobusSDKUsageError, InvalidResponseError } from "../../../lib/core/errors.ts";
import { InvalidMetadataError } from "../../../lib/oauth/errors.ts";
import { AuthClient } from "../../../lib/services/auth/client.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { CLIENT_ID, metadata } from "../../kit/id_tokens.ts";
import { fakeFetch } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

/** A login client and an API client, and a service with these responses that notes credentials. */
function withCredentials(answer: (url: string) => unknown) {
  const { fetch, requests } = fakeFetch((sent) => {
    const value = answer(sent.url);
    return value instanceof Response ? value : Response.json(value);
  });
  const options = { fetch, retryConfig: { maxRetries: 0 } };
  const authorizer = { getAuthorizationHeader: () => "Bearer CANARY" };
  const clients = [
    new ConfidentialAppAuthClient(CLIENT_ID, "secret", options),
    new AuthClient({ ...options, authorizer }),
  ];
  return { clients, requests };
}

Deno.test("getJwk() refuses a configuration of another issuer before it requests keys", async () => {
  const evil = "https://evil.example.org";
  const unusable: unknown[] = [
    null,
    [],
    [metadata()],
    "text",
    5,
    true,
    {},
    { issuer: "https://auth.globus.org" },
    metadata({ issuer: evil }),
    metadata({ issuer: "https://auth.globus.org/" }),
    metadata({ issuer: ["https://auth.globus.org"] }),
    metadata({ issuer: undefined }),
    metadata({ jwks_uri: undefined }),
    metadata({ jwks_uri: null }),
    metadata({ jwks_uri: ["https://auth.globus.org/jwk.json"] }),
    metadata({ jwks_uri: `${evil}/jwk.json` }),
    metadata({ jwks_uri: "http://auth.globus.org/jwk.json" }),
    metadata({ jwks_uri: "https://user@auth.globus.org/jwk.json" }),
    metadata({ jwks_uri: "/jwk.json" }),
    metadata({ token_endpoint: `${evil}/token` }),
  ];
  for (const configuration of unusable) {
    const { clients, requests } = withCredentials(() => configuration);
    for (const client of clients) {
      for (const params of [{}, { asPem: true as const }]) {
        const error = await errorOf(() => client.getJwk(params));
        assert(error instanceof InvalidMetadataError, JSON.stringify(configuration));
        assert(!error.message.includes("evil"));
      }
    }
    assertEquals(requests.length, 4);
  }
});

Deno.test("getJwk() refuses an invalid key set", async () => {
  const unusable: unknown[] = [
    null,
    [],
    "text",
    5,
    {},
    { keys: null },
    { keys: "text" },
    { keys: {} },
    { keys: [null] },
    { keys: ["text"] },
    { keys: [{ kty: "RSA" }, null] },
    { keys: [[]] },
  ];
  for (const keys of unusable) {
    const { clients } = withCredentials((url) => url.endsWith("configuration") ? metadata() : keys);
    for (const client of clients) {
      const error = await errorOf(() => client.getJwk());
      assert(error instanceof InvalidResponseError, JSON.stringify(keys));
      assertEquals(error.httpStatus, 200);
    }
  }
});

Deno.test("configuration and keys are objects of at most 64 kB, requested without credentials", async () => {
  const keys = { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }] };
  const { clients, requests } = withCredentials((url) =>
    url.endsWith("configuration") ? metadata() : keys
  );
  for (const client of clients) {
    await client.getOpenidConfiguration();
    assertEquals(await client.getJwk(), keys);
    assertEquals(await client.getJwk({ openidConfiguration: metadata() }), keys);
    assertEquals(await client.getJwk({ openidConfiguration: null }), keys);
  }
  assertEquals(requests.length, 12);
  for (const { headers } of requests) assertEquals(headers.get("authorization"), null);

  for (const configuration of [null, [], "text", 5]) {
    for (const client of withCredentials(() => configuration).clients) {
      const error = await errorOf(() => client.getOpenidConfiguration());
      assert(error instanceof InvalidResponseError, JSON.stringify(configuration));
    }
  }
  const large = withCredentials((url) =>
    url.endsWith("configuration") ? metadata({ padding: "x".repeat(70_000) }) : keys
  );
  for (const client of large.clients) {
    for (const call of [() => client.getOpenidConfiguration(), () => client.getJwk()]) {
      assert(await errorOf(call) instanceof InvalidResponseError);
    }
  }
});

Deno.test("a given configuration of another issuer is refused without a request", async () => {
  const { clients, requests } = withCredentials(() => ({ keys: [] }));
  for (const client of clients) {
    for (const issuer of ["https://evil.example.org", "https://auth.globus.org/", null, 5]) {
      const openidConfiguration = metadata({ issuer });
      const error = await errorOf(() => client.getJwk({ openidConfiguration }));
      assert(error instanceof InvalidMetadataError, `${issuer}`);
    }
    for (const openidConfiguration of ["text", [], 5] as unknown as object[]) {
      const error = await errorOf(() => client.getJwk({ openidConfiguration }));
      assert(error instanceof GlobusSDKUsageError, JSON.stringify(openidConfiguration));
    }
    for (const params of ["text", [], null]) {
      assert(await errorOf(() => client.getJwk(params as object)) instanceof TypeError);
    }
  }
  assertEquals(requests.length, 0);
});
