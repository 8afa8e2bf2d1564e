import { assertEquals } from "@std/assert";
import { FileServer } from "../../kit/file_server.ts";
import { NODE_PACKAGES, npmPackages, runtimeOf } from "../../kit/npm_packages.ts";
import { packedProject } from "../../kit/packed_project.ts";

const packages = await npmPackages(NODE_PACKAGES);
const project = "missing" in packages ? packages.missing : await packedProject();
const installed = typeof project === "string" ? undefined : project;
if (installed) Deno.test.afterAll(() => installed.remove());

/** Copies files in both directions, and prints what came of it. */
const PROGRAM = `
import { CollectionClient, downloadAll, uploadAll } from "@globus-deno/sdk/https";
import { mkdtemp, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";

const [url, value] = process.argv.slice(2);
const folder = await mkdtemp("files-");
const client = new CollectionClient(url);
const checksum = { algorithm: "sha256", value };
const stop = new AbortController();
const first = await client.download("/f", folder + "/f", {
  resume: true,
  onProgress: ({ doneBytes }) => doneBytes > 1_000_000 && stop.abort(new Error("enough")),
}, { signal: stop.signal }).catch((error) => error.message);
const part = (await readdir(folder))[0];
const again = await client.download("/f", folder + "/f", { resume: true, checksum });
const exists = await client.download("/f", folder + "/f").catch((error) => error.problem);
await symlink("elsewhere", folder + "/link");
const link = await client.download("/f", folder + "/link", { overwrite: true })
  .catch((error) => error.problem);
const uploaded = await client.upload("/up", folder + "/f");
const streamed = await client.upload("/streamed", new Blob(["text"]).stream(), { sizeBytes: 4 });
const many = [];
const found = ["/d/a", "/d/b/c"].map((path) => ({ path, entry: { type: "file", size: 10 } }));
for await (const { state } of downloadAll(client, found, { from: "/d/", to: folder + "/d" })) {
  many.push(state);
}
for await (const { state } of uploadAll(client, { from: folder + "/d", to: "/e/" })) {
  many.push(state);
}
console.log(JSON.stringify({
  first,
  isPart: part.endsWith(".part"),
  isResumed: again.resumedFromBytes > 1_000_000,
  digest: createHash("sha256").update(await readFile(folder + "/f")).digest("hex"),
  exists,
  link,
  uploaded: uploaded.sizeBytes,
  streamed: streamed.sizeBytes,
  many,
  text: await (await client.read("/streamed")).text(),
  names: (await readdir(folder)).sort(),
}));
`;

for (const runtime of ["Node.js 22", "Node.js 24", "Bun"] as const) {
  Deno.test({
    name: installed
      ? `files are copied in ${runtime} as in Deno`
      : `files are copied in ${runtime} as in Deno (left out: no ${project} here)`,
    ignore: !installed,
    async fn() {
      const server = new FileServer();
      server.pieceBytes = 65_536;
      const { bytes } = server.add("/f", 3_000_000);
      for (const name of ["a", "b/c"]) server.add(`/d/${name}`, 10);
      // The second request breaks, and is continued.
      server.cutAfter = (seen) => seen.range?.startsWith("bytes=1") ? 500_000 : undefined;
      const lengths = new Map<string, string | null>();
      const listener = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        (request) => {
          if (request.method === "PUT") {
            lengths.set(new URL(request.url).pathname, request.headers.get("content-length"));
          }
          return server.handle(request);
        },
      );
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
      try {
        await Deno.writeTextFile(`${installed!.folder}/copy.mjs`, PROGRAM);
        const { stdout, stderr } = await new Deno.Command(
          runtimeOf(runtime, (packages as { folder: string }).folder),
          {
            args: ["copy.mjs", `http://127.0.0.1:${listener.addr.port}`, digest],
            cwd: installed!.folder,
          },
        ).output();
        const text = new TextDecoder().decode(stdout);
        if (!text) throw new Error(new TextDecoder().decode(stderr));
        assertEquals(JSON.parse(text), {
          first: "enough",
          isPart: true,
          isResumed: true,
          digest,
          exists: "exists",
          link: "unsafe",
          uploaded: 3_000_000,
          streamed: 4,
          many: ["done", "done", "done", "done"],
          text: "text",
          names: ["d", "f", "link"],
        });
        assertEquals([lengths.get("/up"), lengths.get("/streamed")], ["3000000", "4"]);
        assertEquals(server.files.get("/up")!.bytes, bytes);
        assertEquals(server.files.get("/e/b/c")!.bytes, server.files.get("/d/b/c")!.bytes);
      } finally {
        await listener.shutdown();
      }
    },
  });
}
