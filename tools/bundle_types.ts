/**
 * Bundles the types of the package for JSR into few files.
 *
 * @module
 */
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
// The plugin reads declarations with it.
import "typescript";

/**
 * Bundles the types of entry points: a file for each one, and `parts/` for what they share.
 *
 * @param entries Path of each compiled declaration, by path of the file to make without its ending.
 * @param dependencies Packages that stay outside: what to import in place of their names.
 * @returns The files by path.
 */
export async function bundleTypes(
  entries: ReadonlyMap<string, string>,
  dependencies: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  const bundle = await rollup({
    input: Object.fromEntries(entries),
    external: Object.keys(dependencies),
    plugins: [dts()],
  });
  const { output } = await bundle.generate({
    ...{ format: "es", minifyInternalExports: false, hoistTransitiveImports: false },
    ...{ paths: dependencies, entryFileNames: "[name].d.ts", hashCharacters: "hex" },
    chunkFileNames: ({ name }) => `parts/${name.replace(/\.d$/, "")}-[hash].d.ts`,
  });
  await bundle.close();
  return new Map(
    output.flatMap((file) =>
      file.type === "chunk" ? [[file.fileName, withEndings(file.code)] as const] : []
    ),
  );
}

/** Code whose imports name the files of types themselves. */
function withEndings(code: string): string {
  return code.replace(/(\bfrom\s+['"]\.[^'"]*?)(?:\.d)?\.js(['"])/g, "$1.d.ts$2");
}
