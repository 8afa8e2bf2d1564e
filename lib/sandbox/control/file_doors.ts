import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { entriesOf, type FileTree, PathError } from "../transfer/files.ts";
import type { DoorCall } from "./door.ts";

/** Adds the doors to the files of collections: `/_sandbox/files/{collection}?path=/home/ada/x`. */
export function addFileDoors(router: Router<DoorCall>): void {
  router
    .on("GET /_sandbox/files/:collection", read)
    .on("PUT /_sandbox/files/:collection", write)
    .on("DELETE /_sandbox/files/:collection", remove);
}

/** The files of the collection, and the path: `/~/` is the home of the `user`, Ada where none is. */
function placeOf({ sandbox, params, url }: DoorCall): { tree: FileTree; path: string } {
  const id = params.get("collection") ?? "";
  const collection = sandbox.world.collections.get(id);
  if (!collection) throw new RangeError(`There is no collection ${id}`);
  const asked = url.searchParams.get("path") ?? "";
  if (!asked.startsWith("/")) throw new TypeError('"path" must be an absolute path');
  const home = collection.home(url.searchParams.get("user") ?? "ada");
  return { tree: collection.tree, path: asked.replace(/^\/~(?=\/|$)/, home) };
}

/** The bytes of a file, or the names in a directory. */
function read(call: DoorCall): Response {
  const { tree, path } = placeOf(call);
  const node = tree.find(path);
  if (node.type === "dir") {
    const entries = [...entriesOf(node)].map(([name, { type, size }]) => ({ name, type, size }));
    return json({ entries });
  }
  return new Response(tree.read(path), { headers: { "content-type": "application/octet-stream" } });
}

/** Writes the body to a file, with the directories on the way; a path that ends in `/` makes one. */
async function write(call: DoorCall): Promise<Response> {
  const { tree, path } = placeOf(call);
  const now = call.sandbox.clock.now();
  if (path.endsWith("/")) {
    if (tree.peek(path) === undefined) tree.makeDirectory(path, now);
    return json({ path }, 201);
  }
  const content = await call.request.blob();
  tree.write(path, content, now);
  return json({ path, size: content.size }, 201);
}

function remove(call: DoorCall): Response {
  const { tree, path } = placeOf(call);
  try {
    tree.remove(path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new RangeError(`Cannot remove ${path}: ${error.reason}`);
  }
  return json({ deleted: path });
}
