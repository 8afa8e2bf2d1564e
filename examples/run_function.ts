/**
 * Runs a Python function on an endpoint of Globus Compute, in several calls at once, and gathers
 * what they return.
 *
 *     deno task example run_function
 *     deno task example run_function --live -- ENDPOINT_ID   # on an endpoint that you may use
 */
import { ComputeClient, plainText, registerSource, submitAndWait, UserApp } from "@globus-deno/sdk";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
// The endpoint that a sandbox begins with.
const [endpointId = "c0de0001-7a1d-4e52-9c3b-5f60a1b2c3d4"] = Deno.args;

// The endpoint runs this. What it imports must be installed there; what it takes and returns travels
// as JSON.
const SOURCE = `
def count_hits(seed, samples):
    from random import Random
    random = Random(seed)
    return sum(random.random() ** 2 + random.random() ** 2 <= 1 for _ in range(samples))
`;
const CALLS = 8;
const SAMPLES = 100_000;

await using app = new UserApp("my-tool", {
  clientId: CLIENT_ID,
  config: { tokenStorage: "memory" },
});
const compute = new ComputeClient({ app });

const { display_name } = await compute.getEndpoint(endpointId);
const { status } = await compute.getEndpointStatus(endpointId);
console.log(`\n${plainText(display_name)} is ${plainText(status)}.`);

const { function_uuid: functionId } = await registerSource(compute, {
  function_name: "count_hits",
  source: SOURCE,
  description: "Counts random points that fall into a quarter of a circle",
});
console.log(`Registered function ${functionId}.`);
try {
  const calls = Array.from({ length: CALLS }, (_, seed) => ({
    args: [seed],
    kwargs: { samples: SAMPLES },
  }));
  const report = await submitAndWait<number>(compute, endpointId, {
    functionId,
    calls,
    timeoutMs: 300_000,
    // Keep results as they arrive: the service may not give one twice.
    onOutcome: ({ taskId, state }) => console.log(`Task ${taskId}: ${state}`),
  });
  // Throws if a call did not succeed, with the report as `error.report`.
  const hits = report.values().reduce((sum, count) => sum + count, 0);
  console.log(`Pi is about ${(4 * hits / (CALLS * SAMPLES)).toFixed(2)}.`);
} finally {
  await compute.deleteFunction(functionId);
  console.log("Deleted the function.");
}
