/**
 * An issuer of ID tokens without a server, and a client that requests its configuration and keys.
 *
 * @module
 */

import { assert } from "@std/assert";
import { type IDTokenFault, InvalidIDTokenError } from "../../lib/oauth/errors.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { FakeClock } from "./clock.ts";
import { CLIENT_ID, makeKey, metadata, type SigningKey } from "./id_tokens.ts";
import { fakeFetch } from "./fake_fetch.ts";
import { errorOf } from "./outcomes.ts";

let made: Promise<readonly [SigningKey, SigningKey]> | undefined;

/** Two keys without names, made once. The issuer signs with the first one. */
export function signingKeys(): Promise<readonly [SigningKey, SigningKey]> {
  return made ??= Promise.all([makeKey(), makeKey()]);
}

/** The responses of an issuer. A test can change them later. */
export interface IssuerResponses {
  /** The OpenID configuration, as a document or a response. */
  configuration: unknown;
  /** The key set, as a document or a response. */
  jwks: unknown;
  /** Responds to a request in place of both. */
  respond?: (url: string) => Response | Promise<Response>;
}

/** Sets up an issuer with a key and a configuration, unless `responses` replaces them. */
export async function idTokenIssuer(responses: Partial<IssuerResponses> = {}) {
  const [key] = await signingKeys();
  const state: IssuerResponses = {
    configuration: metadata(),
    jwks: { keys: [key.jwk] },
    ...responses,
  };
  const clock = new FakeClock();
  /** Another connection to the issuer, with a list of its own requests. */
  const connect = () => {
    const { fetch, requests } = fakeFetch(({ url }) => {
      if (state.respond) return state.respond(url);
      const value = url.endsWith("configuration") ? state.configuration : state.jwks;
      return value instanceof Response ? value.clone() : Response.json(value);
    });
    return { requests, transport: { fetch, clock, retryConfig: { maxRetries: 0 } } };
  };
  const { requests, transport } = connect();
  const client = new NativeAppAuthClient(CLIENT_ID, transport);
  return {
    key,
    state,
    clock,
    requests,
    transport,
    client,
    connect,
    urls: () => requests.map(({ url }) => url),
    paths: () => requests.map(({ url }) => new URL(url).pathname),
  };
}

/** The fault of the {@link InvalidIDTokenError} that a check must fail with. */
export async function idTokenFault(run: () => unknown): Promise<IDTokenFault> {
  const error = await errorOf(run);
  assert(error instanceof InvalidIDTokenError, String(error));
  return error.fault;
}
