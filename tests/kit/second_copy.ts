/**
 * A second copy of the SDK in one program, such as that of a library beside the program's own.
 *
 * @module
 */

type Sdk = typeof import("../../mod.ts");

/** Loads a copy of the SDK that shares no module with the one under test. */
export async function loadSecondCopy(): Promise<Sdk> {
  const folder = await Deno.makeTempDir({ prefix: "second-copy-" });
  try {
    await copyFolder(new URL("../../lib", import.meta.url), `${folder}/lib`);
    await Deno.copyFile(new URL("../../mod.ts", import.meta.url), `${folder}/mod.ts`);
    return await import(`file://${folder}/mod.ts`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copyFolder(from: URL, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const source = new URL(`${from}/${name}`);
    if (isDirectory) await copyFolder(source, `${to}/${name}`);
    else await Deno.copyFile(source, `${to}/${name}`);
  }
}
