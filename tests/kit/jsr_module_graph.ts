/**
 * What JSR says of the modules of a package. Deno reads it at each start of a program that uses the
 * package, also what it says of modules that only types need.
 *
 * @module
 */

/** A place in a module: line and column, from 0. */
type Position = readonly [line: number, character: number];

/** From where to where a specifier stands. */
type Range = readonly [start: Position, end: Position];

/** A module of the graph, as JSR's files `<version>_meta.json` have it. */
interface ModuleInfo {
  readonly dependencies?: readonly object[];
  readonly selfTypesSpecifier?: { readonly text: string; readonly range: Range };
}

interface Span {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

interface Dependency {
  readonly specifier: string;
  readonly isDynamic?: boolean;
  readonly code?: { readonly span: Span };
  readonly type?: { readonly span: Span };
}

/** A module, as `deno info --json` prints it. */
interface Inspected {
  readonly specifier: string;
  readonly dependencies?: readonly Dependency[];
  readonly typesDependency?: { readonly specifier: string; readonly dependency: { span: Span } };
}

function rangeOf({ start, end }: Span): Range {
  return [[start.line, start.character], [end.line, end.character]];
}

function describe({ dependencies = [], typesDependency }: Inspected): ModuleInfo {
  const described = dependencies.map(({ specifier, isDynamic, code, type }) => {
    const range = rangeOf((code ?? type)!.span);
    return isDynamic
      ? { type: "dynamic", argument: specifier, argumentRange: range }
      : { type: "static", kind: code ? "import" : "importType", specifier, specifierRange: range };
  });
  return {
    ...described.length > 0 && { dependencies: described },
    ...typesDependency && {
      selfTypesSpecifier: {
        text: typesDependency.specifier,
        range: rangeOf(typesDependency.dependency.span),
      },
    },
  };
}

/**
 * The modules that entry points of a package reach, by path.
 *
 * @param folder Where the package is.
 * @param entries Paths of the entry points, such as `./mod.ts`.
 */
export async function moduleGraph(
  folder: string,
  entries: readonly string[],
): Promise<Record<string, ModuleInfo>> {
  const all = `${folder}/all_entries.js`;
  await Deno.writeTextFile(
    all,
    entries.map((entry) => `import ${JSON.stringify(entry)};\n`).join(""),
  );
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-npm", "--no-lock", all],
    cwd: folder,
  }).output();
  await Deno.remove(all);
  if (!success) throw new Error(`Cannot publish: ${new TextDecoder().decode(stderr)}`);
  const { roots: [root], modules }: { roots: string[]; modules: Inspected[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const base = root.slice(0, root.lastIndexOf("/"));
  const own = modules.filter(({ specifier }) =>
    specifier.startsWith(`${base}/`) && specifier !== root
  );
  return Object.fromEntries(
    own.map((module) => [module.specifier.slice(base.length), describe(module)]),
  );
}
