import { assert, assertEquals, assertRejects } from "@std/assert";
import { faultMatrix } from "../../../lib/sandbox/faults/fault_matrix.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { nextTurn } from "../../kit/clock.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { collectionAt, filesApi, fileScopes, fileUrl } from "../../kit/sandbox_https.ts";

const { fjordShare } = WELL_KNOWN;

/** Larger than anything that a test could keep. */
const HUGE = 2 ** 50;

async function setting() {
  const sandbox = stillSandbox({ collections: 20 });
  const { tree } = collectionAt(sandbox, fjordShare);
  tree.write("/digits.txt", "0123456789");
  tree.put("/huge.bin", { type: "file", size: HUGE, modifiedMs: 0 }, 0);
  return { sandbox, tree, call: await filesApi(sandbox, fjordShare) };
}

Deno.test("a download can be cut at any byte, quietly or with a broken connection", async () => {
  const { sandbox, call } = await setting();
  for (const bytes of [0, 1, 9, 10, 11]) {
    const wanted = "0123456789".slice(0, bytes);
    sandbox.faults.add({ fault: "truncate", bytes, service: "https" });
    const quiet = await call("GET /digits.txt");
    assertEquals(quiet.headers.get("content-length"), "10");
    assertEquals(await quiet.text(), wanted);
    sandbox.faults.add({ fault: "truncate", bytes, reset: true, service: "https" });
    const reader = (await call("GET /digits.txt")).body!.pipeThrough(new TextDecoderStream())
      .getReader();
    let got = "";
    const error = await (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        got += value;
      }
    })().catch((error) => error);
    assert(error instanceof TypeError, `${bytes}: ${error}`);
    assertEquals(got, wanted);
  }
});

Deno.test("faults cut and slow a file of any size without keeping it", async () => {
  const { sandbox, call } = await setting();
  sandbox.faults.add({ fault: "truncate", bytes: 100_000, service: "https" });
  const cut = await call("GET /huge.bin");
  assertEquals((await cut.arrayBuffer()).byteLength, 100_000);
  sandbox.faults.add({ fault: "drip", bytes: 7, intervalMs: 1000, service: "https" });
  const reader = (await call("GET /huge.bin")).body!.getReader();
  assertEquals((await reader.read()).value?.byteLength, 7);
  let second = false;
  const waiting = reader.read().then(({ value }) => {
    second = true;
    assertEquals(value?.byteLength, 7);
  });
  await nextTurn();
  assertEquals(second, false);
  sandbox.clock.advance(1000);
  await waiting;
  await reader.cancel();
});

Deno.test("an answer can say a wrong length, too little or too much", async () => {
  const { sandbox, call } = await setting();
  for (const [bytes, said] of [[-4, "6"], [5, "15"], [-20, "0"]] as const) {
    sandbox.faults.add({ fault: "length", bytes, service: "https" });
    const response = await call("GET /digits.txt");
    assertEquals(response.headers.get("content-length"), said);
    assertEquals(await response.text(), "0123456789");
  }
  sandbox.faults.add({ fault: "length", bytes: 1, service: "auth" });
  const json = await sandbox.fetch("https://auth.globus.org/jwk.json");
  const said = Number(json.headers.get("content-length"));
  assertEquals(said, (await json.text()).length + 1);
});

Deno.test("a proxy's page comes in place of a file", async () => {
  const { sandbox, call } = await setting();
  sandbox.faults.add({ fault: "html", service: "https" });
  const page = await call("GET /digits.txt");
  assertEquals([page.status, page.headers.get("content-type")], [502, "text/html; charset=utf-8"]);
  await page.body?.cancel();
  assertEquals((await call("GET /digits.txt")).status, 200);
});

Deno.test("faultMatrix() spoils each method of files in each way, and the next request is well", async () => {
  const matrix = faultMatrix();
  assert(matrix.size >= 30);
  for (const [name, fault] of matrix) {
    for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
      const { sandbox, tree, call } = await setting();
      sandbox.faults.add({ ...fault, service: "https" });
      const controller = new AbortController();
      const init = {
        body: method === "PUT" ? "new" : undefined,
        signal: controller.signal,
      };
      const spoiled = call(`${method} /digits.txt`, init).catch(() => {});
      if (name.startsWith("stall before")) await nextTurn().then(() => controller.abort());
      await spoiled;
      controller.abort();
      const where = `${name}: ${method}`;
      assertEquals(sandbox.faults.pending, 0, where);
      assertEquals(sandbox.requests.at(-1)!.fault, fault.fault, where);
      const shown = /truncated|cut|empty body|slow|length|content type|delivered twice|has worked/
        .test(
          name,
        );
      const there = await new Response(tree.peek("/digits.txt") && tree.read("/digits.txt")).text();
      const done = { GET: "0123456789", HEAD: "0123456789", PUT: "new", DELETE: "" }[method];
      assertEquals(there, shown ? done : "0123456789", where);
      assertEquals((await call("PUT /digits.txt", { body: "well" })).status, 200, where);
      assertEquals(await (await call("GET /digits.txt")).text(), "well", where);
    }
  }
});

Deno.test("through a port files travel both ways, ranges, preflights and faults included", async () => {
  const { sandbox } = await setting();
  const server = serveSandbox(sandbox);
  const { access_token } = await sandbox.login({ scopes: fileScopes(sandbox, fjordShare) });
  const headers = { authorization: `Bearer ${access_token}` };
  const url = (path: string) =>
    fileUrl(sandbox, fjordShare, path).replace("https://", `${server.url}/`);
  try {
    const content = crypto.getRandomValues(new Uint8Array(60_000));
    const body = new Blob(Array(50).fill(content));
    const put = await fetch(url("/big.bin"), { method: "PUT", headers, body });
    assertEquals(put.status, 200);
    await put.body?.cancel();
    const got = await fetch(url("/big.bin"), { headers });
    assertEquals(got.headers.get("content-length"), "3000000");
    assertEquals(await got.bytes(), await body.bytes());
    const part = await fetch(url("/big.bin"), { headers: { ...headers, range: "bytes=-60000" } });
    assertEquals([part.status, await part.bytes()], [206, content]);
    const head = await fetch(url("/big.bin"), { method: "HEAD", headers });
    assertEquals(head.headers.get("content-length"), "3000000");

    const login = await fetch(url("/big.bin"), { redirect: "manual" });
    assertEquals(login.status, 302);
    const location = new URL(login.headers.get("location")!);
    assertEquals(
      `${location.origin}${location.pathname}`,
      `${server.serviceUrl("auth")}/v2/oauth2/authorize`,
    );
    await login.body?.cancel();
    const preflight = await fetch(url("/big.bin"), {
      method: "OPTIONS",
      headers: { "access-control-request-headers": "x-globus-client-info" },
    });
    assertEquals(preflight.status, 403);
    await preflight.body?.cancel();

    for (
      const fault of [
        { fault: "truncate", bytes: 1000 },
        { fault: "truncate", bytes: 1000, reset: true },
        { fault: "length", bytes: 10 },
      ] as const
    ) {
      sandbox.faults.add({ ...fault, service: "https" });
      const cut = await fetch(url("/big.bin"), { headers });
      await assertRejects(() => cut.bytes(), Error, undefined, JSON.stringify(fault));
    }
    const gone = await fetch(url("/big.bin"), { method: "DELETE", headers });
    assertEquals(gone.status, 200);
    await gone.body?.cancel();
  } finally {
    await server.shutdown();
  }
});

Deno.test("a client that closes its connection within an upload leaves what has arrived", async () => {
  const { sandbox, tree } = await setting();
  const server = serveSandbox(sandbox);
  const { access_token } = await sandbox.login({ scopes: fileScopes(sandbox, fjordShare) });
  const { host, pathname } = new URL(
    fileUrl(sandbox, fjordShare, "/half.txt").replace("https://", `${server.url}/`),
  );
  try {
    const [hostname, port] = host.split(":");
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const head = [
      `PUT ${pathname} HTTP/1.1`,
      `host: ${host}`,
      `authorization: Bearer ${access_token}`,
      "content-length: 1000",
    ];
    const text = `${head.join("\r\n")}\r\n\r\n${"x".repeat(500)}`;
    await connection.write(new TextEncoder().encode(text));
    connection.close();
    for (let turn = 0; turn < 10_000 && !tree.peek("/half.txt"); turn++) await nextTurn();
    assertEquals(await new Response(tree.read("/half.txt")).text(), "x".repeat(500));
    const headers = { authorization: `Bearer ${access_token}` };
    const response = await fetch(`http://${host}${pathname}`, { headers });
    assertEquals((await response.text()).length, 500);
  } finally {
    await server.shutdown();
  }
});
