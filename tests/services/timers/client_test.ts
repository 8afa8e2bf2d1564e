import { TimersClient } from "../../../lib/services/timers/client.ts";
import { TimersAPIError } from "../../../lib/services/timers/errors.ts";
import { testOperations } from "../../kit/operations.ts";

testOperations({
  name: "Timers",
  clients: [{ source: "timers/client.ts", make: (options) => new TimersClient(options) }],
  operations: 9,
  origin: "https://timer.automate.globus.org",
  errorClass: TimersAPIError,
  good: { jobs: [], results: { data: [] } },
  listKeys: ["jobs", "results.data"],
  listings: 2,
});
