import { assertEquals } from "@std/assert";
import { bundle } from "../../../bench/bundle.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { browserTest } from "../../kit/browser.ts";
import { stillSandbox, TRANSFER_ALL } from "../../kit/sandbox_calls.ts";
import { fileScopes, fileUrl } from "../../kit/sandbox_https.ts";

const { fjordShare } = WELL_KNOWN;

/** Does what a page does with files of a collection. */
const VISIT = `async ([program, url, sandboxUrl, id, transferToken, token]) => {
  const headers = { authorization: "Bearer " + token };
  const seen = [];
  const ask = async (init, path = "") => {
    try {
      const response = await fetch(url + path, init);
      seen.push(response.status + " " + (await response.text()).slice(0, 9));
    } catch (error) {
      seen.push(error.name);
    }
  };
  await ask({ method: "PUT", headers, body: "from a page" });
  await ask({ headers: { ...headers, range: "bytes=5-" } });
  await ask({ method: "DELETE", headers });
  await ask({ headers: { ...headers, "x-globus-client-info": "product=x" } });
  await ask({ headers: { "x-requested-with": "XMLHttpRequest" } });

  const { AccessTokenAuthorizer, CollectionClient, TransferClient } = await import(program);
  const transfer = new TransferClient({
    sandboxUrl,
    authorizer: new AccessTokenAuthorizer(transferToken),
  });
  const client = await CollectionClient.for(transfer, id, {
    sandboxUrl,
    authorizer: new AccessTokenAuthorizer(token),
  });
  await client.upload("/b.txt", new Blob(["by the client"]));
  const text = await (await client.read("/b.txt", { offset: 3 })).text();
  await client.remove("/b.txt");
  return { seen, text, exists: await client.exists("/b.txt") };
}`;

browserTest(
  "a page of another site reads and writes files over HTTPS, as the preflight allows",
  async (browser) => {
    const sandbox = stillSandbox({ collections: 20 });
    const server = serveSandbox(sandbox);
    const { files, atOnce: [program] } = await bundle(`export * from "@globus-deno/sdk";`);
    const site = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const file = files.get(new URL(request.url).pathname.slice(1));
      return new Response(file?.slice(), {
        headers: { "content-type": file ? "text/javascript" : "text/html" },
      });
    });
    const page = await browser.newPage();
    try {
      const transfer = await sandbox.login({ scopes: TRANSFER_ALL });
      const collection = await sandbox.login({ scopes: fileScopes(sandbox, fjordShare) });
      await page.goto(`http://127.0.0.1:${site.addr.port}/`);
      const url = fileUrl(sandbox, fjordShare, "/a.txt").replace("https://", `${server.url}/`);
      const given = [
        ...[`/${program}`, url, server.url, fjordShare],
        ...[transfer.access_token, collection.access_token],
      ];
      const found = await page.evaluate(`(${VISIT})(${JSON.stringify(given)})`);
      assertEquals(found, {
        seen: ["200 ", "206 a page", "200 ", "TypeError", "401 <!doctype"],
        text: "the client",
        exists: false,
      });
    } finally {
      await page.close();
      await site.shutdown();
      await server.shutdown();
    }
  },
);
