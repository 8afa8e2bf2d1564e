/**
 * Reads what source files import, types included.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";

/** One import, export or `import()` of a file. */
export interface Import {
  /** Path of the importing file, from the root of the project. */
  from: string;
  /** What is imported: a path from the root of the project, or the name of a package. */
  to: string;
  /** Whether only types are imported, which no program loads. */
  typesOnly: boolean;
  /** Whether it is an `import()`, which loads when the code runs. */
  isLater: boolean;
}

const ROOT = new URL("../../", import.meta.url);

/** Reports every specifier as a lint problem: the parser knows comments and strings from imports. */
const SPECIFIERS: Deno.lint.Plugin = {
  name: "imports",
  rules: {
    all: {
      create(context) {
        function report(source: Deno.lint.Node | null, kind = "value") {
          if (source?.type !== "Literal" || typeof source.value !== "string") return;
          context.report({ node: source, message: source.value, hint: kind });
        }
        return {
          ImportDeclaration: ({ source, importKind }) => report(source, importKind),
          ExportNamedDeclaration: ({ source, exportKind }) => report(source, exportKind),
          ExportAllDeclaration: ({ source, exportKind }) => report(source, exportKind),
          ImportExpression: ({ source }) => report(source, "later"),
          TSImportType({ argument }) {
            if (argument.type === "TSLiteralType") report(argument.literal, "type");
          },
        };
      },
    },
  },
};

/** What a source text imports, with its path. */
export function importsOf(path: string, source: string): Import[] {
  return Deno.lint.runPlugin(SPECIFIERS, path, source).map(({ message, hint }) => ({
    from: path,
    to: message.startsWith(".") ? join(dirname(path), message) : message,
    typesOnly: hint === "type",
    isLater: hint === "later",
  }));
}

/** The paths of all code below a path of the project, in order. */
export function codeBelow(path: string): string[] {
  if (/\.tsx?$/.test(path)) return [path];
  return [...Deno.readDirSync(new URL(path, ROOT))]
    .filter(({ name, isDirectory }) => isDirectory || /\.tsx?$/.test(name))
    .flatMap(({ name }) => codeBelow(`${path}/${name}`)).sort();
}

/** All imports of the code below some paths of the project. */
export function importsBelow(...paths: string[]): Import[] {
  return paths.flatMap(codeBelow).flatMap((path) =>
    importsOf(path, Deno.readTextFileSync(new URL(path, ROOT)))
  );
}

/**
 * The circles among imports: groups of files that each reach every other one.
 *
 * @returns Each group as its sorted paths, the groups sorted by their first path.
 */
export function circles(imports: readonly Pick<Import, "from" | "to">[]): string[][] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  // Tarjan's algorithm: a file whose lowest reachable number is its own closes a group.
  function visit(file: string): number {
    const own = order.size;
    order.set(file, own);
    low.set(file, own);
    open.push(file);
    for (const { to } of next.get(file) ?? []) {
      const reached = order.has(to) ? open.includes(to) ? order.get(to)! : own : visit(to);
      low.set(file, Math.min(low.get(file)!, reached));
    }
    if (low.get(file) === own) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1 || next.get(file)?.some(({ to }) => to === file)) {
        found.push(group.sort());
      }
    }
    return low.get(file)!;
  }
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found.sort(([a], [b]) => a < b ? -1 : 1);
}
