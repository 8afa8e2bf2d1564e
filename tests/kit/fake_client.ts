/**
 * A client of any service whose requests a function answers.
 *
 * @module
 */

import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { type Answer, fakeFetch, type Seen } from "./fake_transfer.ts";
import { FakeClock } from "./clock.ts";

/** A client, what it requested so far, and the clock that it lives by. */
export interface FakeClient<Client extends BaseClient> {
  readonly client: Client;
  readonly requests: Seen[];
  readonly clock: FakeClock;
}

/** Makes a client of a class. */
export function fakeClient<Client extends BaseClient>(
  type: new (options: ClientOptions) => Client,
  answer: (seen: Seen) => Answer | Promise<Answer>,
  options: ClientOptions = {},
): FakeClient<Client> {
  const clock = new FakeClock({ jumps: "quick" });
  const requests: Seen[] = [];
  const client = new type({
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
    fetch: fakeFetch(answer, clock, requests),
    clock,
    random: () => 0.5,
    environment: "production",
    ...options,
  });
  return { client, requests, clock };
}
