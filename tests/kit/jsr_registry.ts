/**
 * A small JSR on loopback: it takes what `deno publish` sends, and serves it to `deno add`. A program
 * finds it by the variable `JSR_URL`.
 *
 * @module
 */

import { moduleGraph } from "./jsr_module_graph.ts";

/** A version of a package, as JSR stores it. */
interface StoredPackage {
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  /** What each module imports. */
  readonly graph: Readonly<Record<string, object>>;
  /** Content by path; a path begins with a slash. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** A registry that runs. */
export interface JsrRegistry {
  /** Value of `JSR_URL`. */
  readonly url: string;
  /** Paths of the modules that it has served, such as `/@scope/name/1.0.0/mod.js`, in order. */
  readonly served: readonly string[];
  /** Files of a package that was published, by path; undefined before that. */
  filesOf(name: string): StoredPackage["files"] | undefined;
  /** Stops it. */
  shutdown(): Promise<void>;
}

/** Types of files by the ends of their names, as JSR sends them. */
const TYPES: Record<string, string> = {
  ...{ js: "text/javascript", ts: "text/typescript", json: "application/json" },
};

async function checksum(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
}

async function manifestOf({ files }: StoredPackage): Promise<Record<string, unknown>> {
  const manifest: Record<string, unknown> = {};
  for (const [path, bytes] of files) {
    manifest[path] = { size: bytes.length, checksum: await checksum(bytes) };
  }
  return manifest;
}

/** Unpacks a tarball into a folder. */
async function unpack(tarball: ReadableStream<Uint8Array>, folder: string): Promise<void> {
  const command = new Deno.Command("tar", { args: ["-xzf", "-", "-C", folder], stdin: "piped" });
  const process = command.spawn();
  await tarball.pipeTo(process.stdin);
  if (!(await process.status).success) throw new Error("Cannot publish: tar refuses the tarball");
}

async function read(root: string, below: string, files: Map<string, Uint8Array>): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(root + below)) {
    const path = `${below}/${name}`;
    if (isDirectory) await read(root, path, files);
    else files.set(path, await Deno.readFile(root + path));
  }
}

/** Starts a registry without packages, on a free port. */
export function startJsrRegistry(): JsrRegistry {
  const packages = new Map<string, StoredPackage>();
  const served: string[] = [];

  /** Stores a version that is published. Answers as JSR does once its checks have passed. */
  async function publish(name: string, version: string, request: Request): Promise<Response> {
    const folder = await Deno.makeTempDir();
    try {
      await unpack(request.body!, folder);
      const files = new Map<string, Uint8Array<ArrayBuffer>>();
      await read(folder, "", files);
      const config = new URL(request.url).searchParams.get("config") ?? "";
      const { exports: written } = JSON.parse(new TextDecoder().decode(files.get(config)));
      const exports: Record<string, string> = typeof written === "string"
        ? { ".": written }
        : written;
      const absent = Object.values(exports).find((path) => !files.has(path.slice(1)));
      if (absent) return Response.json({ code: "missing", message: absent }, { status: 400 });
      const graph = await moduleGraph(folder, Object.values(exports));
      packages.set(name, { version, exports, graph, files });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
    const times = { createdAt: new Date().toISOString(), updatedAt: new Date().toISOString() };
    return Response.json({ id: crypto.randomUUID(), status: "success", error: null, ...times });
  }

  /** What JSR serves to those who add a package. */
  async function serve(name: string, rest: string): Promise<Response | undefined> {
    const stored = packages.get(name);
    if (!stored) return undefined;
    const { version, exports, graph, files } = stored;
    const [scope, id] = name.slice(1).split("/");
    if (rest === "/meta.json") {
      return Response.json({ scope, name: id, latest: version, versions: { [version]: {} } });
    }
    if (rest === `/${version}_meta.json`) {
      return Response.json({
        ...{ exports, manifest: await manifestOf(stored), moduleGraph2: graph },
      });
    }
    if (!rest.startsWith(`/${version}/`)) return undefined;
    const path = rest.slice(version.length + 1);
    const type = TYPES[path.split(".").at(-1)!] ?? "text/plain";
    const file = files.get(path);
    if (file) served.push(`/${name}${rest}`);
    return file && new Response(file, { headers: { "content-type": type } });
  }

  async function answer(request: Request): Promise<Response> {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const api = /^\/api\/scopes\/([^/]+)\/packages\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(path);
    if (api) {
      const [, scope, id, version] = api;
      if (version === undefined) return Response.json({ scope, name: id });
      if (request.method === "POST") return await publish(`@${scope}/${id}`, version, request);
    }
    const asset = /^\/(@[^/]+\/[^/]+)(\/.*)$/.exec(path);
    return asset && await serve(asset[1], asset[2]) || new Response("not found", { status: 404 });
  }

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    served,
    filesOf: (name) => packages.get(name)?.files,
    shutdown: () => server.shutdown(),
  };
}
