import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  AccessTokenAuthorizer,
  ClientApp,
  CollectionAPIError,
  CollectionClient,
  GlobusError,
  GlobusSDKUsageError,
  InvalidResponseError,
} from "@globus-deno/sdk";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { FakeClock, turns } from "../../kit/clock.ts";
import { type Answer, fakeFetch, type Sent } from "../../kit/fake_fetch.ts";
import { faultPlans } from "../../kit/faults.ts";
import { HOSTILE_ADDRESSES } from "../../kit/hostile_addresses.ts";
import { NONSENSE, PAYLOADS } from "../../kit/operations.ts";
import { withFolder } from "../../kit/processes.ts";

const HOST = "https://g-1a2b3c.data.globus.org";
const COLLECTION = "0c1b3b2c-8a0b-4d8f-9d9f-0a0b0c0d0e0f";
const TOKEN = "a-token-for-tests";
const TEXT = JSON.stringify({ content: "of the file" });

/** The methods for files with their routes, read from the source, so that a new one is tested too. */
const METHODS = [
  ...Deno.readTextFileSync(new URL("../../../lib/services/https/client.ts", import.meta.url))
    .matchAll(/\* `([A-Z]+) (\/\S*)`\n(?: {3}\*.*\n)*? {3}\*\/\n {2}async (\w+)\(/g),
].map(([, verb, template, name]) => ({ verb, template, name }));

type Call = (client: CollectionClient, path: string, folder: string) => Promise<unknown>;

/** Calls of each method. */
const CALLS: Record<string, Call> = {
  read: async (client, path) => await (await client.read(path)).text(),
  stat: async (client, path) => (await client.stat(path)).sizeBytes,
  exists: (client, path) => client.exists(path),
  download: async (client, path, folder) => {
    const target = `${folder}/${crypto.randomUUID()}`;
    await client.download(path, target);
    return await Deno.readTextFile(target);
  },
  upload: (client, path) => client.upload(path, new Blob([TEXT]), { retry: true }),
  remove: (client, path) => client.remove(path),
};

/** A client whose requests a function answers. */
function clientOf(answerer: (sent: Sent, index: number) => Answer) {
  const clock = new FakeClock({ jumps: "patient" });
  const { fetch, requests } = fakeFetch(answerer, clock);
  const client = new CollectionClient(HOST, {
    ...{ fetch, clock, random: () => 0.5, collectionId: COLLECTION },
    authorizer: new AccessTokenAuthorizer(TOKEN),
  });
  return { client, clock, requests };
}

const GOOD: Answer = { text: TEXT, headers: { etag: '"1"' } };

Deno.test("every method for files asks for the route that its documentation names", () =>
  withFolder(async (folder) => {
    assertEquals(METHODS.map(({ name }) => name).sort(), Object.keys(CALLS).sort());
    for (const { name, verb, template } of METHODS) {
      const { client, requests } = clientOf(() => GOOD);
      await CALLS[name](client, "/a/b c", folder);
      assertEquals(template, "/{path}");
      assertEquals(
        requests.map(({ method, url }) => [method, url]),
        [[verb, `${HOST}/a/b%20c`]],
        name,
      );
      assertEquals(requests[0].headers.get("authorization"), `Bearer ${TOKEN}`);
    }
  }));

Deno.test("D5 no path leaves the collection or its segments, in any method", () =>
  withFolder(async (folder) => {
    let refused = 0;
    assert(PAYLOADS.length >= 30);
    for (const name of Object.keys(CALLS)) {
      for (const payload of PAYLOADS) {
        const path = `/plain/${payload}/end`;
        const { client, requests } = clientOf(() => GOOD);
        try {
          await CALLS[name](client, path, folder);
        } catch (error) {
          assert(error instanceof TypeError, `${name} ${payload}: ${error}`);
          assert(error.message.startsWith("Cannot put"), error.message);
          assertEquals(requests.length, 0);
          refused++;
          continue;
        }
        const { address } = requests.at(-1)!;
        assertEquals(address.origin, HOST);
        assertEquals(address.search + address.hash, "");
        assertEquals(decodeURIComponent(address.pathname), path, name);
      }
    }
    assert(refused >= 60, `${refused}`);
  }));

Deno.test("no method takes a response for another one, and none reads what is in it", () =>
  withFolder(async (folder) => {
    for (const name of Object.keys(CALLS)) {
      for (const answer of NONSENSE) {
        if (answer.status === 204) continue;
        const { client } = clientOf(() => answer);
        const result = await CALLS[name](client, "/f", folder);
        const text = answer.text ?? JSON.stringify(answer.json);
        if (/read|download/.test(name)) assertEquals(result, text);
      }
      for (const status of [203, 205, 206, 207, 226, 299, 300, 304, 305, 399]) {
        if (name === "read" && status === 203) continue;
        const { client } = clientOf(() => ({
          status,
          text: [205, 304].includes(status) ? "" : "x",
        }));
        const call = () => CALLS[name](client, "/f", folder);
        // The constructor of responses refuses a body here.
        if (status === 205 || status === 304) continue;
        await assertRejects(call, InvalidResponseError, "", `${name} ${status}`);
      }
      for (const status of [400, 404, 405, 409, 410, 418, 451]) {
        if (name === "exists" && status === 404) continue;
        const { client, requests } = clientOf(() => ({ status, text: "<html>" }));
        const error = await assertRejects(
          () => CALLS[name](client, "/f", folder),
          CollectionAPIError,
        );
        assertEquals([error.httpStatus, requests.length], [status, 1], name);
      }
    }
    assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".part")), []);
  }));

Deno.test("fault matrix: every method ends with its result or a typed error, and leaves nothing", () =>
  withFolder(async (folder) => {
    const ends = { done: 0, failed: 0 };
    const checksum = {
      algorithm: "sha256",
      value: await sha256(TEXT),
    } as const;
    const calls: Record<string, Call> = {
      ...CALLS,
      // Where a body never ends, only the reader can stop.
      read: async (client, path) => {
        let bytes = 0;
        for await (const piece of (await client.read(path)).body!) {
          if ((bytes += piece.length) > 4_000_000) break;
        }
      },
      download: async (client, path, folder) => {
        const target = `${folder}/f`;
        await client.download(path, target, { checksum, overwrite: true, maxBytes: 4_000_000 });
        return await Deno.readTextFile(target);
      },
      "download by parts": async (client, path, folder) => {
        const target = `${folder}/f`;
        const params = {
          ...{ checksum, resume: true, connections: 2, overwrite: true },
          maxBytes: 4_000_000,
        };
        await client.download(path, target, params);
        return await Deno.readTextFile(target);
      },
    };
    for (const [name, call] of Object.entries(calls)) {
      for (const { label, hits, spoil, lasts } of faultPlans(name.startsWith("download") ? 3 : 2)) {
        const { client, clock } = clientOf((_sent, index) =>
          hits(index) ? spoil({ ...GOOD, json: { content: "of the file" } }) : GOOD
        );
        const where = `${name}: ${label}`;
        try {
          const result = await call(client, "/f", folder);
          if (name.startsWith("download")) assertEquals(result, TEXT, where);
          ends.done++;
        } catch (error) {
          assert(error instanceof GlobusError, `${where}: ${(error as Error).stack}`);
          assert(!error.message.includes(TOKEN), where);
          ends.failed++;
        }
        await turns();
        assertEquals(clock.timers, 0, where);
        const left = [...Deno.readDirSync(folder)].filter(({ name }) => name !== "f");
        // What a later download may continue.
        assert(left.length <= (name === "download by parts" ? 2 : 0), `${where}: ${left.length}`);
        for (const { name } of left) await Deno.remove(`${folder}/${name}`);
        void lasts;
      }
    }
    assert(ends.done > 200 && ends.failed > 200, JSON.stringify(ends));
  }));

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("P1 every argument of a wrong shape is refused before a request", async () => {
  const RAW: Record<string, RegExp> = {
    method: /^$/,
    path: /text|empty text|JSON text/,
    data: /./,
    options: /^$/,
  };
  // Some shapes are paths of local files.
  const before = Deno.cwd();
  const folder = await Deno.makeTempDir();
  Deno.chdir(folder);
  const { methods, wrong } = await callWithShapes({
    type: CollectionClient,
    response: () => ({}),
    make: (options, method) =>
      new CollectionClient(
        HOST,
        /App/.test(method)
          ? {
            app: new ClientApp("tests", { clientId: COLLECTION, clientSecret: COLLECTION }),
            collectionId: COLLECTION,
          }
          : options,
      ),
    fitting(_method, parameter) {
      if (parameter === "content") return new Uint8Array(3);
      return parameter === "target" ? new WritableStream() : undefined;
    },
    fits(method, parameter, shape) {
      if (/^(get|post|put|patch|delete|request)$/.test(method)) return RAW[parameter].test(shape);
      if (parameter === "...scopes") return /^(empty )?text$/.test(shape);
      return false;
    },
  });
  Deno.chdir(before);
  await Deno.remove(folder, { recursive: true });
  // As text, these are the paths of local files.
  const isLocal = (line: string) => /\((content|target): .*text\)/.test(line);
  const isRaw = (line: string) => /\.(get|post|put|patch|delete|request)\(/.test(line);
  assertEquals(wrong.filter((line) => !isLocal(line) && !isRaw(line)), []);
  assert(methods >= 6 + 7, `${methods}`);
});

Deno.test("D8 no request goes to a URL that leads into a private network", async () => {
  const hosts = HOSTILE_ADDRESSES.filter((address) =>
    URL.canParse(address) && /^https:\/\/[^@?#\s]+$/.test(address)
  );
  assert(hosts.length >= 30, `${hosts.length}`);
  for (const address of [...hosts, "http://127.0.0.1:80", "http://localhost"]) {
    const { fetch, requests } = fakeFetch(() => GOOD);
    await assertRejects(
      () => CollectionClient.fromUrl(new URL("/f", address).href, { fetch }),
      GlobusSDKUsageError,
      "not an https address of a public host",
      address,
    );
    assertEquals(requests.length, 0);
  }
});

Deno.test("D8 no request goes to a hostile address that Transfer names, whatever it is", async () => {
  assert(HOSTILE_ADDRESSES.length >= 30);
  const addresses = [...HOSTILE_ADDRESSES, null, undefined, 5, {}, "https://g-1.org/path?x"];
  for (const https_server of addresses as (string | null | undefined)[]) {
    const requests: Sent[] = [];
    const { fetch } = fakeFetch(() => GOOD, undefined, requests);
    const transfer = {
      getEndpoint: () => Promise.resolve({ https_server, entity_type: "GCSv5_mapped_collection" }),
    };
    await assertRejects(
      () =>
        CollectionClient.for(transfer, COLLECTION, {
          fetch,
          authorizer: new AccessTokenAuthorizer(TOKEN),
        }),
      GlobusSDKUsageError,
      "Cannot use the collection's https_server",
      `${https_server}`,
    );
    assertEquals(requests.length, 0);
  }
});
