import type { Stats } from "node:fs";
import { builtin, isGranted, isWindows } from "../core/runtime_deno.ts";
import { StoreFailure } from "./failures_deno.ts";
import { probeFolder } from "./system_files_deno.ts";

/** The owner of a file that this process made in a folder, by folder. */
const owners = /* @__PURE__ */ new Map<string, number>();

/**
 * The id of the user that this process runs as. Without the permission to ask for it
 * (`--allow-sys=uid` in Deno) it is the owner of a file that this process makes. If it cannot make
 * one, for example on a read-only disk, the owner of the folder counts as this user.
 *
 * @param file A file in the folder to look at; it need not exist.
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
 * Refuses a file or folder that belongs to another user.
 *
 * @param file A file in the folder to look at; needed if `path` is the folder.
 * @throws {StoreFailure} `unsafe`.
 */
export async function checkOwner(path: string, stats: Stats, file = path): Promise<void> {
  if (isWindows()) return;
  const user = await ownUser(file);
  if (user === undefined || stats.uid === user) return;
  throw new StoreFailure(
    `Cannot keep tokens in ${path}: it belongs to another user; choose another path`,
    "unsafe",
  );
}
