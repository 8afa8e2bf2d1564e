import { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { FakeClock } from "./clock.ts";
import { type Canned, fakeFetch, inTurn } from "./fake_fetch.ts";

/** A client of a service that is called Transfer and has no operations. */
export class ThingsClient extends BaseClient {
  static override readonly serviceName = "transfer";
  static override readonly resourceServer = "transfer.api.globus.org";
  static override readonly defaultScopeRequirements = ["things:all"];
}

/** A client with a fake service and clock, whose jitter is at its largest. */
export function setUp(options: ClientOptions, ...replies: Canned[]) {
  const clock = new FakeClock();
  const service = fakeFetch(inTurn(...replies), clock);
  const client = new BaseClient({
    baseUrl: "https://things.example",
    fetch: service.fetch,
    clock,
    random: () => 1,
    ...options,
  });
  return { client, clock, service, sent: service.requests };
}
