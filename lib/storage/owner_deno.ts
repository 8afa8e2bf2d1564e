import type { Stats } from "node:fs";
import { builtin, isGranted, isWindows } from "../core/runtime_deno.ts";
import { StoreFailure } from "./failures_deno.ts";
import { probeFolder } from "./system_files_deno.ts";

/** By folder: the owner of a file that this process made in it. */
const owners = /* @__PURE__ */ new Map<string, number>();

/**
 * The number of the user that this process runs as. Without the permission to ask for it
 * (`--allow-sys=uid` in Deno), the owner of a file just made says it. Where none can be made, such
 * as on a read-only disk, the owner of the folder counts as this user.
 *
 * @param file A file, which need not exist, in the folder in question.
 */
async function ownUser(file: string): Promise<number | undefined> {
  if (isGranted({ name: "sys", kind: "uid" })) return builtin("node:process").getuid?.();
  const folder = builtin("node:path").dirname(file);
  if (!owners.has(folder)) {
    const probe = await probeFolder(file).catch(() => undefined);
    if (!probe) return (await builtin("node:fs/promises").lstat(folder)).uid;
    owners.set(folder, probe.uid);
  }
  return owners.get(folder);
}

/**
 * Refuses what belongs to another user.
 *
 * @param file A file in the folder in question; needed where `path` is the folder.
 * @throws {StoreFailure} `unsafe`.
 */
export async function checkOwner(path: string, stats: Stats, file = path): Promise<void> {
  if (isWindows()) return;
  const user = await ownUser(file);
  if (user === undefined || stats.uid === user) return;
  throw new StoreFailure(
    `Cannot keep tokens in ${path}: it belongs to another user`,
    "unsafe",
  );
}
