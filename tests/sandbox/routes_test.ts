import { assert, assertEquals } from "@std/assert";
import { authService } from "../../lib/sandbox/auth/service.ts";
import { computeService } from "../../lib/sandbox/compute/service.ts";
import { DelegatedCaller } from "../../lib/sandbox/auth/delegated_call.ts";
import { FlowEngine } from "../../lib/sandbox/flows/engine.ts";
import { flowsService } from "../../lib/sandbox/flows/service.ts";
import { gcsService } from "../../lib/sandbox/gcs/service.ts";
import { groupsService } from "../../lib/sandbox/groups/service.ts";
import { httpsService } from "../../lib/sandbox/https/service.ts";
import { Router } from "../../lib/sandbox/http/router.ts";
import { searchService } from "../../lib/sandbox/search/service.ts";
import { TimerEngine } from "../../lib/sandbox/timers/engine.ts";
import { timersService } from "../../lib/sandbox/timers/service.ts";
import { transferService } from "../../lib/sandbox/transfer/service.ts";
import { stillSandbox } from "../kit/sandbox_calls.ts";

interface Inventory {
  clients: {
    client: string;
    methods: { name: string; requests: { method: string; path: string | null }[] | null }[];
  }[];
}

const file = new URL("../oracle/wire/inventory.json", import.meta.url);
const { clients }: Inventory = JSON.parse(await Deno.readTextFile(file));

/** Operations of the clients, more than `least` of them, for which the service has no route. */
function unplayed(names: string[], router: Router, least = 20): string[] {
  const lacking: string[] = [];
  let operations = 0;
  for (const { client, methods } of clients.filter((one) => names.includes(one.client))) {
    for (const { name, requests } of methods) {
      for (const { method, path } of requests ?? []) {
        if (path === null || path === "{jwks_uri}") continue;
        operations++;
        const sent = path.replace(/\{\w+\}/g, "x");
        if (!router.find(method === "URL" ? "GET" : method, sent)) {
          lacking.push(`${client}.${name}`);
        }
      }
    }
  }
  assert(operations > least, `only ${operations} operations compared`);
  return lacking;
}

Deno.test("authService has a route for every operation of the Python SDK's Auth clients", () => {
  const names = ["AuthClient", "NativeAppAuthClient", "ConfidentialAppAuthClient"];
  assertEquals(unplayed(names, authService().router), []);
});

Deno.test("transferService has a route for every operation of the Python SDK's Transfer clients", () => {
  assertEquals(unplayed(["TransferClient", "TransferClientV2"], transferService().router), []);
});

/** Engines that start nothing: routes are only looked up. */
function engines(): { flows: FlowEngine; timers: TimerEngine } {
  const { world } = stillSandbox();
  const caller = new DelegatedCaller(world, () => Promise.reject(new Error("asks nothing")));
  const none = () => undefined;
  return {
    flows: new FlowEngine(world, none, caller),
    timers: new TimerEngine(world, none, caller),
  };
}

Deno.test("flowsService has a route for every operation of the Python SDK's Flows clients", () => {
  const { router } = flowsService(engines().flows);
  assertEquals(unplayed(["FlowsClient", "SpecificFlowClient"], router, 19), []);
});

Deno.test("timersService has a route for every operation of the Python SDK's Timers client", () => {
  assertEquals(unplayed(["TimersClient"], timersService(engines().timers).router, 7), []);
});

Deno.test("groupsService has a route for every operation of the Python SDK's Groups clients", () => {
  assertEquals(unplayed(["GroupsClient", "GroupsManager"], groupsService().router, 24), []);
});

Deno.test("searchService has a route for every operation of the Python SDK's Search client", () => {
  assertEquals(unplayed(["SearchClient"], searchService().router, 20), []);
});

Deno.test("gcsService has a route for every operation of the Python SDK's client, and for the owners", () => {
  const { router } = gcsService();
  assertEquals(unplayed(["GCSClient"], router, 20), []);
  const more = [
    "PUT /api/endpoint/owner",
    "DELETE /api/endpoint/owner_string",
    "PUT /api/endpoint/subscription_id",
    "PUT /api/collections/x/owner_string",
    "POST /api/collections/batch_delete",
    "PUT /api/storage_gateways/x",
    "PATCH /api/nodes/x",
  ];
  for (const route of more) {
    const [method, path] = route.split(" ");
    assert(router.find(method, path), route);
  }
});

Deno.test("computeService has a route for every operation of the Python SDK's Compute clients, and for those that it lacks", () => {
  const { router } = computeService();
  assertEquals(unplayed(["ComputeClientV2", "ComputeClientV3"], router, 20), []);
  const more = [
    "GET /v2/authenticate",
    "DELETE /v3/endpoints/x",
    "GET /v3/endpoints/x/console",
    "PUT /v3/endpoints/x/subscription-admin-verified",
  ];
  for (const route of more) {
    const [method, path] = route.split(" ");
    assert(router.find(method, path), route);
  }
});

Deno.test("groupsService and searchService have routes for the operations that Python lacks", () => {
  const wanted: [Router, string[]][] = [
    [groupsService().router, ["GET /v2/groups/statuses", "GET /v2/groups/x/children"]],
    [searchService().router, [
      "PUT /v1/index/x/entry",
      "POST /v1/index/x/entry",
      "GET /beta/index/x/mapping",
      "GET /beta/index/x/mapping/y",
      "GET /beta/index/x/field_budget",
    ]],
  ];
  for (const [router, routes] of wanted) {
    for (const route of routes) {
      const [method, path] = route.split(" ");
      const found = router.find(method, path);
      // A fixed path is not taken for the id of a group.
      assertEquals(found && !(path.endsWith("/statuses") && found.params.size > 0), true, route);
    }
  }
});

Deno.test("Router.find() decodes segments, and never lets a slash in one of them match two", () => {
  const router = new Router().on("GET /a/:id", () => new Response("a"));
  assertEquals(router.find("GET", "/a/x%2Fy%20z")?.params.get("id"), "x/y z");
  assertEquals(router.find("GET", "/a/%")?.params.get("id"), "%");
  for (const path of ["/a", "/a/", "/a/b/c", "/b/x"]) {
    assertEquals(router.find("GET", path), undefined);
  }
  assertEquals(router.find("POST", "/a/x"), undefined);
});

Deno.test("Router.find() uses the route for every path where no other fits", () => {
  const router = new Router()
    .on("GET /*", () => new Response("any"))
    .on("GET /a/:id", () => new Response("a"));
  assertEquals(router.find("GET", "/a/x")?.route, "GET /a/:id");
  for (const path of ["/", "/a", "/a/", "/a/b/c", "//", "/%"]) {
    assertEquals(router.find("GET", path)?.route, "GET /*", path);
  }
  assertEquals(router.find("PUT", "/"), undefined);
  assertEquals(router.routes.sort(), ["GET /*", "GET /a/:id"]);
  // It does not tell services apart.
  assertEquals(router.depth("/b/c"), 0);
});

Deno.test("httpsService has a route for every method of the Python SDK's collection client", () => {
  const { router } = httpsService();
  for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
    assertEquals(router.find(method, "/any/path")?.route, `${method} /*`);
  }
});
