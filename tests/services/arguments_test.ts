import { assert, assertEquals, assertThrows } from "@std/assert";
import * as sdk from "../../mod.ts";
import type { BaseClient } from "../../lib/core/client.ts";
import { Listing } from "../../lib/core/listing.ts";
import {
  fitting,
  isClientClass,
  type Method,
  methodsOf,
  parametersOf,
  shapes,
} from "../kit/signatures.ts";
import { FakeClock } from "../kit/clock.ts";

type Client = Record<string, (...args: unknown[]) => unknown>;
type ClientClass = new (...args: unknown[]) => BaseClient;

const clients = Object.entries({ ...sdk } as Record<string, unknown>)
  .filter(([, value]) => isClientClass(value)) as [
    string,
    ClientClass,
  ][];

/** Methods that take a text in the place of `params`, as Python takes one by position. */
const TAKES_TEXT = ["endpointSearch", "operationLs", "operationStat"];

const RIGHT = /^Cannot call with this \w+: write \S.*/;

/** A client that notes what it sends. */
function makeClient(type: ClientClass, requests: string[]): Client {
  const options = {
    environment: "production",
    baseUrl: "https://things.example",
    clock: new FakeClock({ jumps: "quick" }),
    fetch: (url: string) => {
      requests.push(url);
      return Promise.resolve(Response.json({ DATA: [], data: [], task_id: "t", status: "x" }));
    },
  };
  const before = parametersOf(type).filter((name) => name !== "options" && name !== "authorizer");
  return new type(...before.map(fitting), options) as unknown as Client;
}

/** Whether a method gives a Promise where its arguments are right. */
function promises(type: ClientClass, { name, parameters }: Method): boolean {
  let result: unknown;
  try {
    result = makeClient(type, [])[name](...parameters.map(fitting));
  } catch {
    return false; // The client has no app, which the method needs.
  }
  if (!(result instanceof Promise)) return false;
  result.catch(() => {});
  return true;
}

/** What a call throws; fails where it throws at once although it promises. */
async function errorOf(call: () => unknown, promises: boolean): Promise<unknown> {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    return promises ? new Error("it throws where it must reject", { cause: error }) : error;
  }
  try {
    await (result instanceof Listing ? result.page() : result);
  } catch (error) {
    return error;
  }
}

Deno.test("every method of every client refuses params and options that are not plain objects", async () => {
  assert(clients.length >= 3);
  let checked = 0;
  const wrong: string[] = [];
  for (const [clientName, type] of clients) {
    for (const method of methodsOf(type)) {
      for (const [place, parameter] of method.parameters.entries()) {
        if (parameter !== "params" && parameter !== "options") continue;
        const rejects = promises(type, method);
        for (const [shape, value] of shapes) {
          const isTaken = parameter === "params" && TAKES_TEXT.includes(method.name);
          if (isTaken && typeof value === "string") continue;
          const where = `${clientName}.${method.name}(${parameter}: ${shape})`;
          const requests: string[] = [];
          const client = makeClient(type, requests);
          const args = method.parameters.map(fitting).with(place, value);
          const error = await errorOf(() => client[method.name](...args), rejects);
          const fits = error instanceof TypeError && RIGHT.test(error.message);
          if (!fits) wrong.push(`${where}: ${error}`);
          if (requests.length > 0) wrong.push(`${where}: asks first`);
          checked++;
        }
      }
    }
  }
  assertEquals(wrong, []);
  assert(checked > 2500, `${checked}`);
});

Deno.test("every client refuses options that are not a plain object when it is made", () => {
  for (const [name, type] of clients) {
    const parameters = parametersOf(type);
    for (const [shape, value] of shapes) {
      const before = parameters.slice(0, Math.max(0, parameters.indexOf("options")));
      const make = () => new type(...before.map(fitting), value);
      const { message } = assertThrows(make, TypeError, "", `new ${name}(${shape})`);
      assert(RIGHT.test(message), `new ${name}(${shape}): ${message}`);
    }
  }
});
