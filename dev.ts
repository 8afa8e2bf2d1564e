import { Builder } from "fresh/dev";
import { readConfig } from "./site/config.ts";
import { failure } from "./site/security.ts";
import { stopSignal } from "./site/shutdown.ts";

const builder = new Builder();

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const { hostname, port } = readConfig((name) => Deno.env.get(name));
  const signal = stopSignal();

  // What runs beside the site while it is worked on starts here, and stops by the same signal.

  await builder.listen(() => import("./main.ts"), { hostname, port, signal, onError: failure });
}
