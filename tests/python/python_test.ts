import { assert, assertEquals } from "@std/assert";
import { pythonSdk, runPython } from "../kit/python_sdk.ts";

// Each program of this folder that ends in _tutorial.py runs against the sandbox on a port, unchanged
// but for the addresses in the environment. A program ends with the line "done".

const FOLDER = new URL("./", import.meta.url);
const PROGRAMS = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith("_tutorial.py")).sort();

const sdk = await pythonSdk();
const leftOut = "missing" in sdk ? ` (left out: no ${sdk.missing} here)` : "";

for (const program of PROGRAMS) {
  Deno.test({
    name: `the Python SDK runs ${program} against the sandbox${leftOut}`,
    ignore: "missing" in sdk,
    async fn() {
      assert("python" in sdk);
      const { code, output, errors, sandbox } = await runPython(
        sdk.python,
        new URL(program, FOLDER),
      );
      assertEquals([code, output.trimEnd().split("\n").at(-1)], [0, "done"], errors);
      assert(
        sandbox.requests.some(({ headers }) => headers.get("user-agent")?.includes("globus-sdk")),
      );
    },
  });
}

Deno.test("there is a tutorial for each of the newer services", () => {
  for (const service of ["compute", "flows", "gcs", "groups", "https", "search", "timers"]) {
    assert(PROGRAMS.includes(`${service}_tutorial.py`), service);
  }
});
