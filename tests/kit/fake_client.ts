import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { FakeClock } from "./clock.ts";
import { type Answerer, fakeFetch, type Sent } from "./fake_fetch.ts";

/** A client whose requests a function answers, and whose clock jumps. */
export interface FakeClient<Client extends BaseClient> {
  readonly client: Client;
  /** The requests so far. */
  readonly requests: Sent[];
  readonly clock: FakeClock;
}

/** Makes a client of a class. */
export function fakeClient<Client extends BaseClient>(
  type: new (options: ClientOptions) => Client,
  answerer: Answerer,
  options: ClientOptions = {},
): FakeClient<Client> {
  const clock = new FakeClock({ jumps: "quick" });
  const { fetch, requests } = fakeFetch(answerer, clock);
  const client = new type({
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
    fetch,
    clock,
    random: () => 0.5,
    environment: "production",
    ...options,
  });
  return { client, requests, clock };
}
