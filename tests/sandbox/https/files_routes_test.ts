import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";
import { collectionAt, filesApi, fileScopes, fileUrl, openToAll } from "../../kit/sandbox_https.ts";

const { fjordStorage, fjordShare, skyArchive, meridianProtected, tutorial1, adaLaptop } =
  WELL_KNOWN;

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

Deno.test("a file that was uploaded is downloaded again, shows in ls and can be removed", async () => {
  const sandbox = stillSandbox();
  const call = await filesApi(sandbox, fjordShare);
  const content = crypto.getRandomValues(new Uint8Array(60_000));
  assertEquals((await call("PUT /r%C3%A9sum%C3%A9%20%231.bin", { body: content })).status, 200);

  const got = await call("GET /r%C3%A9sum%C3%A9%20%231.bin");
  assertEquals(await bytesOf(got), content);
  assertEquals(got.headers.get("content-length"), "60000");
  assertEquals(got.headers.get("accept-ranges"), "bytes");
  assertEquals(got.headers.get("access-control-allow-origin"), "*");

  const head = await call("HEAD /r%C3%A9sum%C3%A9%20%231.bin");
  assertEquals([head.status, head.headers.get("content-length")], [200, "60000"]);
  assertEquals(await bytesOf(head), new Uint8Array(0));

  const transfer = await transferCaller(sandbox);
  const ls = async () =>
    (await transfer(`/operation/endpoint/${fjordShare}/ls?path=/`)).body.DATA as {
      name: string;
      size: number;
    }[];
  const listed = (await ls()).find(({ name }) => name === "résumé #1.bin");
  assertEquals(listed?.size, 60_000);

  assertEquals((await call("DELETE /r%C3%A9sum%C3%A9%20%231.bin")).status, 200);
  assertEquals((await call("GET /r%C3%A9sum%C3%A9%20%231.bin")).status, 404);
  assertEquals((await call("DELETE /r%C3%A9sum%C3%A9%20%231.bin")).status, 404);
  assert(!(await ls()).some(({ name }) => name === "résumé #1.bin"));
});

Deno.test("an upload replaces a file, and may be empty", async () => {
  const sandbox = stillSandbox();
  const call = await filesApi(sandbox, fjordShare);
  for (const body of ["first", "second one", ""]) {
    assertEquals((await call("PUT /a.txt", { body })).status, 200);
    assertEquals(await (await call("GET /a.txt")).text(), body);
  }
});

Deno.test("a range is answered with 206, one that cannot be met with 416, and others whole", async () => {
  const sandbox = stillSandbox();
  collectionAt(sandbox, fjordShare).tree.write("/digits.txt", "0123456789");
  const call = await filesApi(sandbox, fjordShare);
  const ranges: [string, number, string, string | null][] = [
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-30", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=9-9", 206, "9", "bytes 9-9/10"],
    ["bytes=5-4", 200, "0123456789", null],
    ["bytes=0-1,4-5", 200, "0123456789", null],
    ["bytes=-", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
  ];
  for (const [range, status, text, contentRange] of ranges) {
    const response = await call("GET /digits.txt", { headers: { range } });
    assertEquals(response.status, status, range);
    assertEquals(response.headers.get("content-range"), contentRange, range);
    assertEquals(response.headers.get("content-length"), String(text.length), range);
    assertEquals(await response.text(), text, range);
  }
  for (const range of ["bytes=10-", "bytes=10-12", "bytes=-0"]) {
    const response = await call("GET /digits.txt", { headers: { range } });
    assertEquals([response.status, response.headers.get("content-range")], [416, "bytes */10"]);
  }
  const head = await call("HEAD /digits.txt", { headers: { range: "bytes=0-3" } });
  assertEquals([head.status, head.headers.get("content-length")], [200, "10"]);
});

Deno.test("answers name the version of a file only where the setting says so, and If-Range holds to it", async () => {
  const sandbox = stillSandbox();
  const { tree } = collectionAt(sandbox, fjordShare);
  tree.write("/a.txt", "0123456789", 1000);
  const call = await filesApi(sandbox, fjordShare);
  const plain = await call("GET /a.txt");
  assertEquals([plain.headers.get("etag"), plain.headers.get("last-modified")], [null, null]);
  const asked = { range: "bytes=5-", "if-range": '"other"' };
  assertEquals((await call("GET /a.txt", { headers: asked })).status, 200);

  sandbox.settings.httpsValidators = true;
  const tag = (await call("HEAD /a.txt")).headers.get("etag")!;
  const part = await call("GET /a.txt", { headers: { range: "bytes=5-", "if-range": tag } });
  assertEquals([part.status, await part.text()], [206, "56789"]);
  tree.write("/a.txt", "9876543210", 1000);
  const changed = await call("GET /a.txt", { headers: { range: "bytes=5-", "if-range": tag } });
  assertEquals([changed.status, await changed.text()], [200, "9876543210"]);
  const time = changed.headers.get("last-modified")!;
  const byTime = await call("GET /a.txt", { headers: { range: "bytes=5-", "if-range": time } });
  assertEquals(byTime.status, 206);
});

Deno.test("what a transfer moved can be downloaded, byte for byte", async () => {
  const sandbox = stillSandbox();
  const from = collectionAt(sandbox, tutorial1);
  from.tree.write("/home/share/mine.txt", "written by hand");
  const [madeUp, written] = ["/home/share/godata/file2.txt", "/home/share/mine.txt"];
  const source = await filesApi(sandbox, tutorial1);
  const before = await (await source(`GET ${madeUp}`)).text();
  assertEquals(before.length, 5);

  const transfer = await transferCaller(sandbox);
  const { body: { value } } = await transfer("/submission_id");
  const { status } = await transfer("/transfer", {
    body: {
      DATA_TYPE: "transfer",
      submission_id: value,
      source_endpoint: tutorial1,
      destination_endpoint: fjordShare,
      DATA: [[madeUp, "/copy2.txt"], [written, "/mine.txt"]].map(([source_path, to]) => ({
        DATA_TYPE: "transfer_item",
        source_path,
        destination_path: to,
      })),
    },
  });
  assertEquals(status, 200);
  sandbox.clock.advance(60_000);
  const call = await filesApi(sandbox, fjordShare);
  await transfer("/task_list");
  assertEquals(await (await call("GET /copy2.txt")).text(), before);
  assertEquals(await (await call("GET /mine.txt")).text(), "written by hand");
});

Deno.test("a request without a good token is sent to the login, and a script gets 401", async () => {
  const sandbox = stillSandbox();
  const visitor = await filesApi(sandbox, fjordShare, null);
  const other = (await sandbox.login({ scopes: fileScopes(sandbox, skyArchive) })).access_token;
  const own = (await sandbox.login({ scopes: fileScopes(sandbox, fjordShare) })).access_token;
  const bad: Record<string, string>[] = [
    {},
    { authorization: "Bearer wrong" },
    { authorization: `Bearer ${other}` },
    { authorization: own },
  ];
  for (const headers of bad) {
    for (const route of ["GET /x", "HEAD /x", "PUT /x", "DELETE /x"]) {
      const redirected = await visitor(route, { headers });
      assertEquals(redirected.status, 302, route);
      const location = new URL(redirected.headers.get("location")!);
      assertEquals(location.origin, "https://auth.globus.org");
      assertEquals(location.searchParams.getAll("client_id"), [fjordShare]);
      const script = { ...headers, "x-requested-with": "XMLHttpRequest" };
      assertEquals((await visitor(route, { headers: script })).status, 401, route);
    }
  }
  const headers = { authorization: `Bearer ${own}` };
  assertEquals((await visitor("PUT /x", { headers, body: "x" })).status, 200);
  sandbox.clock.advance(172_800_000);
  assertEquals((await visitor("GET /x", { headers })).status, 302);
});

Deno.test("a mapped collection wants both scopes, a guest and a protected one only https", async () => {
  const sandbox = stillSandbox();
  const scope = (id: string, name: string) => `https://auth.globus.org/scopes/${id}/${name}`;
  const status = async (id: string, username: string, ...scopes: string[]) => {
    const { access_token } = await sandbox.login({ username, scopes });
    const call = await filesApi(sandbox, id, null);
    return await call("HEAD /", { headers: { authorization: `Bearer ${access_token}` } });
  };
  const ada = "ada@fjord.example";
  const both = [scope(fjordStorage, "https"), scope(fjordStorage, "data_access")];
  assertEquals((await status(fjordStorage, ada, ...both)).status, 200);
  for (const one of both) assertEquals((await status(fjordStorage, ada, one)).status, 403);
  assertEquals((await status(fjordShare, ada, scope(fjordShare, "https"))).status, 200);
  const noor = "noor@meridian.example";
  const protectedScope = scope(meridianProtected, "https");
  assertEquals((await status(meridianProtected, noor, protectedScope)).status, 200);

  const { access_token } = await sandbox.login({ scopes: both[0] });
  const call = await filesApi(sandbox, fjordStorage, null);
  const refused = await call("GET /x", { headers: { authorization: `Bearer ${access_token}` } });
  const { authorization_parameters } = await refused.json();
  assertEquals(authorization_parameters, { required_scopes: both });
});

Deno.test("a protected collection wants a login of its domain, of late", async () => {
  const sandbox = stillSandbox();
  const noor = await filesApi(sandbox, meridianProtected, "noor@meridian.example");
  assertEquals((await noor("HEAD /")).status, 200);
  sandbox.clock.advance(29 * 60_000);
  assertEquals((await noor("HEAD /")).status, 200);
  sandbox.clock.advance(60_000);
  const late = await noor("GET /");
  assertEquals(late.status, 403);
  const document = await late.json();
  assertEquals(document.authorization_parameters.session_required_single_domain, [
    "meridian.example",
  ]);
  sandbox.settings.httpsRefusals = "html";
  const page = await noor("GET /");
  assertEquals([page.status, page.headers.get("content-type")], [403, "text/html; charset=utf-8"]);
  await page.body?.cancel();
  const stranger = await filesApi(sandbox, meridianProtected, "kofi@harbor.example");
  assertEquals((await stranger("HEAD /")).status, 403);
});

Deno.test("rules of a guest collection say who may read and who may write", async () => {
  const sandbox = stillSandbox();
  collectionAt(sandbox, fjordShare).tree.write("/a.txt", "a");
  const statuses = async (username: string) => {
    const call = await filesApi(sandbox, fjordShare, username);
    const routes = ["GET /a.txt", "PUT /b.txt", "DELETE /b.txt"];
    const found: number[] = [];
    for (const route of routes) found.push((await call(route)).status);
    return found;
  };
  assertEquals(await statuses("noor@meridian.example"), [200, 200, 200]);
  assertEquals(await statuses("kofi@harbor.example"), [403, 403, 403]);
  const reader = sandbox.world.people[3].primary.username;
  assertEquals(await statuses(reader), [200, 403, 403]);
});

Deno.test("an anonymous rule opens its folder without a login, for reading alone", async () => {
  const sandbox = stillSandbox();
  const { tree, fields } = collectionAt(sandbox, fjordShare);
  tree.write("/public/a.txt", "for all");
  tree.write("/private/b.txt", "for some");
  openToAll(sandbox, fjordShare, "/public/", "r");
  const call = await filesApi(sandbox, fjordShare, null);
  assertEquals(await (await call("GET /public/a.txt")).text(), "for all");
  assertEquals((await call("GET /private/b.txt")).status, 302);
  assertEquals((await call("GET /public/../private/b.txt")).status, 302);
  assertEquals((await call("GET /public/%2e%2e/private/b.txt")).status, 302);
  assertEquals((await call("PUT /public/a.txt", { body: "x" })).status, 302);
  assertEquals((await call("GET /public/none.txt")).status, 404);

  openToAll(sandbox, fjordShare, "/dropbox/", "rw");
  tree.makeDirectory("/dropbox", 0);
  assertEquals((await call("PUT /dropbox/a.txt", { body: "x" })).status, 200);
  fields.set("disable_anonymous_writes", true);
  assertEquals((await call("PUT /dropbox/a.txt", { body: "x" })).status, 302);
  assertEquals((await call("GET /dropbox/a.txt")).status, 200);
});

Deno.test("a folder has its size and no listing; only the root says what it is", async () => {
  const sandbox = stillSandbox();
  const call = await filesApi(sandbox, skyArchive);
  for (const path of ["/", "/fields", "/fields/"]) {
    const head = await call(`HEAD ${path}`);
    assertEquals([head.status, head.headers.get("content-length")], [200, "4096"]);
    const type = path === "/" ? "httpd/unix-directory" : null;
    assertEquals(head.headers.get("content-type"), type);
    const got = await bytesOf(await call(`GET ${path}`));
    assert(got.every((byte) => byte === 0));
  }
});

Deno.test("paths that name no file, or none that may be had, are refused in pages", async () => {
  const sandbox = stillSandbox();
  const { tree } = collectionAt(sandbox, fjordStorage);
  tree.write("/home/ada/a.txt", "a");
  const call = await filesApi(sandbox, fjordStorage);
  const refused: [string, number][] = [
    ["GET /home/ada/none.txt", 404],
    ["GET /home/ada/a.txt/", 404],
    ["GET /home/ada/a.txt/b", 404],
    ["GET /home%2Fada%2Fa.txt", 404],
    ["GET /home/ada/a.txt%00", 404],
    ["GET /home/ada/%FF", 400],
    ["GET /restricted", 403],
    ["GET /restricted/x", 403],
    ["PUT /restricted/x", 403],
    ["PUT /home/ada/none/x.txt", 404],
    ["PUT /home/ada/a.txt/b", 404],
    ["PUT /home/ada", 409],
    ["PUT /home/ada/new/", 409],
    ["PUT /", 409],
    ["DELETE /home/ada", 409],
    ["DELETE /home/ada/none.txt", 404],
    ["POST /home/ada/a.txt", 405],
    ["PATCH /home/ada/a.txt", 405],
  ];
  for (const [route, status] of refused) {
    const response = await call(route, route.startsWith("P") ? { body: "x" } : {});
    assertEquals(response.status, status, route);
    assertEquals(response.headers.get("content-type"), "text/html; charset=utf-8", route);
    assertEquals((await response.text()).startsWith("<!doctype html>"), true);
  }
  const part = { body: "x", headers: { "content-range": "bytes 0-0/2" } };
  assertEquals((await call("PUT /home/ada/a.txt", part)).status, 400);
  assertEquals(await (await call("GET /home/ada/a.txt")).text(), "a");
});

Deno.test("?download asks for a download, under the name of the file", async () => {
  const sandbox = stillSandbox();
  collectionAt(sandbox, fjordShare).tree.write('/naïve "x".txt', "x");
  const call = await filesApi(sandbox, fjordShare);
  const path = `GET /${encodeURIComponent('naïve "x".txt')}`;
  const header = async (query: string) =>
    (await call(path + query)).headers.get("content-disposition");
  assertEquals(await header(""), null);
  for (const query of ["?download", "?download=true"]) {
    assertEquals(await header(query), "attachment; filename*=UTF-8''na%C3%AFve%20%22x%22.txt");
  }
});

Deno.test("a collection without HTTPS has no files there, and its host may allow fewer methods", async () => {
  const sandbox = stillSandbox();
  const share = collectionAt(sandbox, fjordShare);
  const call = await filesApi(sandbox, fjordShare);
  const endpoint = async () =>
    (await (await transferCaller(sandbox))(`/endpoint/${fjordShare}`)).body.https_server;
  assertEquals(await endpoint(), `https://${share.domain}`);
  share.fields.set("https_methods", ["GET"]);
  assertEquals((await call("HEAD /")).status, 200);
  const refused = await call("PUT /a.txt", { body: "x" });
  assertEquals([refused.status, refused.headers.get("allow")], [405, "HEAD, GET"]);
  const off: [typeof share, string, unknown][] = [
    [share, "enable_https", false],
    [share.host!, "enable_https", false],
    [share, "restrict_transfers_to_high_assurance", "all"],
  ];
  for (const [collection, field, value] of off) {
    collection.fields.set(field, value);
    assertEquals((await call("HEAD /")).status, 404);
    assertEquals(await endpoint(), null);
    collection.fields.delete(field);
  }
  assertEquals((await call("HEAD /")).status, 200);
});

Deno.test("collections of a server have the scope https, those of a computer and servers have none", () => {
  const { world } = stillSandbox();
  const has = (id: string, name: string) =>
    world.findScope(`https://auth.globus.org/scopes/${id}/${name}`) !== undefined;
  for (const id of [fjordStorage, fjordShare, tutorial1, meridianProtected]) {
    assertEquals([has(id, "https"), has(id, "data_access")], [true, id === fjordStorage], id);
  }
  for (const id of [adaLaptop, WELL_KNOWN.adaShare, WELL_KNOWN.fjordEndpoint]) {
    assertEquals([has(id, "https"), has(id, "data_access")], [false, false], id);
  }
});

Deno.test("a preflight names the recorded headers and methods, and refuses others", async () => {
  const sandbox = stillSandbox();
  const ask = async (method: string, headers: string) =>
    await sandbox.fetch(fileUrl(sandbox, fjordShare, "/a.txt"), {
      method: "OPTIONS",
      headers: {
        "access-control-request-method": method,
        "access-control-request-headers": headers,
      },
    });
  const good = await ask("PUT", "authorization, x-requested-with,range,Content-Type");
  assertEquals(good.status, 200);
  assertEquals(good.headers.get("access-control-allow-origin"), "*");
  assertEquals(
    good.headers.get("access-control-allow-headers"),
    "Authorization, Content-Type, X-Requested-With, Range",
  );
  assertEquals(
    good.headers.get("access-control-allow-methods"),
    "HEAD, GET, PUT, DELETE, OPTIONS",
  );
  assertEquals((await ask("GET", "authorization,x-globus-client-info")).status, 403);
  assertEquals((await ask("PATCH", "authorization")).status, 403);
});

Deno.test("an upload that ends early leaves what has arrived, and its sender gets an error", async () => {
  const sandbox = stillSandbox();
  const call = await filesApi(sandbox, fjordShare);
  const broken = new ReadableStream({
    pull(controller) {
      if (sent++ === 0) controller.enqueue(new TextEncoder().encode("half of "));
      else controller.error(new Error("the disk is gone"));
    },
  }, { highWaterMark: 0 });
  let sent = 0;
  const init = { body: broken, duplex: "half" } as RequestInit;
  const error = await call("PUT /a.txt", init).catch((error) => error);
  assert(error instanceof TypeError);
  assertEquals(await (await call("GET /a.txt")).text(), "half of ");

  const stop = new AbortController();
  let canceled = false;
  const slow = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("part")),
    pull: () => stop.abort(),
    cancel: () => {
      canceled = true;
    },
  });
  const aborted = { body: slow, duplex: "half", signal: stop.signal } as RequestInit;
  const reason = await call("PUT /b.txt", aborted).catch((error) => error);
  assertEquals(reason.name, "AbortError");
  await (await call("HEAD /")).text();
  assertEquals(canceled, true);
  assertEquals(await (await call("GET /b.txt")).text(), "part");
});

Deno.test("an upload larger than the setting allows is refused, before it is read where it says so", async () => {
  const sandbox = stillSandbox({ maxUploadBytes: 1000 });
  const call = await filesApi(sandbox, fjordShare);
  assertEquals((await call("PUT /a.bin", { body: new Uint8Array(1000) })).status, 200);
  assertEquals((await call("PUT /a.bin", { body: new Uint8Array(1001) })).status, 413);
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(100));
    },
  }, { highWaterMark: 0 });
  const init = { body: endless, duplex: "half" } as RequestInit;
  assertEquals((await call("PUT /b.bin", init)).status, 413);
  assert(pulled < 20, `${pulled}`);
  assertEquals((await call("HEAD /b.bin")).status, 404);
  sandbox.settings.maxUploadBytes = 0;
  assertEquals((await call("PUT /c.bin", { body: new Uint8Array(5000) })).status, 200);
});

Deno.test("a download that is aborted ends there, however large the file", async () => {
  const sandbox = stillSandbox();
  const { tree } = collectionAt(sandbox, fjordShare);
  tree.put("/huge.bin", { type: "file", size: 2 ** 50, modifiedMs: 0 }, 0);
  const call = await filesApi(sandbox, fjordShare);
  const stop = new AbortController();
  const response = await call("GET /huge.bin", { signal: stop.signal });
  assertEquals(response.headers.get("content-length"), String(2 ** 50));
  const reader = response.body!.getReader();
  await reader.read();
  stop.abort();
  const error = await reader.read().catch((error) => error);
  assertEquals(error.name, "AbortError");
  const last = await call("GET /huge.bin", { headers: { range: "bytes=-3" } });
  assertEquals((await bytesOf(last)).length, 3);
});

Deno.test("the record of requests shows those for files, without their content", async () => {
  const sandbox = stillSandbox();
  const call = await filesApi(sandbox, fjordShare);
  await call("PUT /a.txt", { body: "content" });
  const record = sandbox.requests.at(-1)!;
  assertEquals(
    [record.service, record.route, record.path, record.status, record.body],
    ["https", "PUT /*", "/a.txt", 200, ""],
  );
});

Deno.test("a collection that is added has a host at once, and one that is deleted has none", async () => {
  const sandbox = stillSandbox();
  const { collections } = sandbox.world;
  const { ownerId, ownerString, hostId } = collectionAt(sandbox, fjordShare);
  const id = "f10d00aa-c1e7-4f35-86d2-b94a05e8172f";
  const domain = "g-new.1f0a2.b3c4.data.globus.org";
  const entityType = "GCSv5_guest_collection";
  collections.add({
    ...{ id, domain, entityType, ownerId, ownerString, hostId: hostId! },
    displayName: "New",
    hostPath: "/home/ada/new/",
  });
  const call = await filesApi(sandbox, id);
  assertEquals((await call("PUT /a.txt", { body: "a" })).status, 200);
  const host = await filesApi(sandbox, fjordStorage);
  assertEquals(await (await host("GET /home/ada/new/a.txt")).text(), "a");
  collections.delete(id);
  const error = await sandbox.fetch(`https://${domain}/a.txt`).catch((error) => error);
  assert(error instanceof TypeError, `${error.status}`);
});

Deno.test("a host of the test's own takes the place of a collection's", async () => {
  const sandbox = stillSandbox();
  const { domain } = collectionAt(sandbox, fjordShare);
  sandbox.hosts.set(domain!, () => new Response("own"));
  assertEquals(await (await sandbox.fetch(`https://${domain}/a.txt`)).text(), "own");
});
