import { assertEquals } from "@std/assert";
import {
  isBrowser,
  isProgram,
  optionalBuiltin,
  readEnvironmentVariable,
} from "../../lib/core/runtime.ts";
import { builtin, isGranted, isNotebook, isWindows } from "../../lib/core/runtime_deno.ts";

/** Runs with other globals; undefined removes one. */
function withGlobals<T>(globals: Record<string, unknown>, run: () => T): T {
  const before = Object.keys(globals).map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  for (const [name, value] of Object.entries(globals)) {
    delete (globalThis as Record<string, unknown>)[name];
    if (value !== undefined) {
      Object.defineProperty(globalThis, name, { value, configurable: true });
    }
  }
  try {
    return run();
  } finally {
    for (const [name, descriptor] of before) {
      delete (globalThis as Record<string, unknown>)[name];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

/** The globals that distinguish runtimes: those of a page, with these changes. */
const page = {
  ...{ Deno: undefined, process: undefined, navigator: undefined },
  ...{ document: {}, WorkerGlobalScope: undefined },
};
const NEITHER = [false, false] as const;
const CLOUDFLARE = { userAgent: "Cloudflare-Workers" };
const NODE = { env: { HOME: "/home/ada" }, versions: { node: "24.0.0" } };

Deno.test("isBrowser() and isProgram() distinguish runtimes by their globals", () => {
  const runtimes: [globals: Record<string, unknown>, browser: boolean, program: boolean][] = [
    [page, true, false],
    [{ ...page, document: undefined, WorkerGlobalScope: class {} }, true, false],
    // Bundlers put a `process` into pages.
    [{ ...page, process: { env: {} } }, true, false],
    [{ ...page, document: undefined, process: NODE }, false, true],
    // jsdom gives Node.js a document.
    [{ ...page, process: NODE }, true, true],
    [{ ...page, document: undefined, Deno }, false, true],
    [{ ...page, document: undefined, Deno, WorkerGlobalScope: class {} }, false, true],
    // Cloudflare gives its workers a WorkerGlobalScope and, on demand, the process of Node.js.
    [
      { ...page, document: undefined, WorkerGlobalScope: class {}, navigator: CLOUDFLARE },
      ...NEITHER,
    ],
    [
      {
        ...page,
        ...{ document: undefined, WorkerGlobalScope: class {}, navigator: CLOUDFLARE },
        process: NODE,
      },
      ...NEITHER,
    ],
  ];
  for (const [globals, browser, program] of runtimes) {
    const found = withGlobals(globals, () => [isBrowser(), isProgram()]);
    assertEquals(found, [browser, program]);
  }
});

Deno.test("readEnvironmentVariable() reads the environment, and gives undefined in runtimes without one", () => {
  const read = () => readEnvironmentVariable("HOME");
  assertEquals(withGlobals({ ...page, process: NODE }, read), "/home/ada");
  assertEquals(withGlobals({ ...page, process: {} }, read), undefined);
  assertEquals(withGlobals(page, read), undefined);
});

Deno.test({
  name: "readEnvironmentVariable() gives undefined without the permission, and does not ask for it",
  permissions: { env: false },
  fn() {
    assertEquals(readEnvironmentVariable("GLOBUS_SDK_ENVIRONMENT"), undefined);
  },
});

Deno.test({
  name: "readEnvironmentVariable() reads the one variable that is granted",
  permissions: { env: ["HOME"] },
  fn() {
    assertEquals(readEnvironmentVariable("HOME"), Deno.env.get("HOME"));
    assertEquals(readEnvironmentVariable("GLOBUS_SDK_SANDBOX_URL"), undefined);
  },
});

Deno.test("readEnvironmentVariable() tries to read where hosted Deno has no permissions", () => {
  const env = { get: (name: string) => `value of ${name}` };
  const locked = {
    get() {
      throw new Error("not here");
    },
  };
  const read = () => readEnvironmentVariable("HOME");
  assertEquals(withGlobals({ Deno: { env } }, read), "value of HOME");
  assertEquals(withGlobals({ Deno: { env, permissions: {} } }, read), "value of HOME");
  assertEquals(withGlobals({ Deno: { env: locked } }, read), undefined);
  assertEquals(withGlobals({ Deno: {} }, read), undefined);
});

Deno.test("optionalBuiltin() gives modules of Node.js, and undefined in runtimes without them", () => {
  const load = () => optionalBuiltin<{ join: unknown }>("node:path");
  assertEquals(typeof load()?.join, "function");
  assertEquals(optionalBuiltin("node:none"), undefined);
  assertEquals(withGlobals({ process: NODE }, load), undefined);
  assertEquals(withGlobals(page, load), undefined);
});

Deno.test("builtin() and isWindows() ask the runtime itself", () => {
  assertEquals(builtin("node:path").basename("/a/b"), "b");
  const getBuiltinModule = () => ({ platform: "win32" });
  assertEquals(withGlobals({ process: { getBuiltinModule } }, isWindows), true);
  assertEquals(isWindows(), Deno.build.os === "windows");
});

Deno.test({
  name: "isGranted() says what Deno has granted, without asking for it",
  permissions: { sys: false, net: ["127.0.0.1"] },
  fn() {
    assertEquals(isGranted({ name: "sys", kind: "uid" }), false);
    assertEquals(isGranted({ name: "net", host: "127.0.0.1" }), true);
    assertEquals(isGranted({ name: "net", host: "127.0.0.2" }), false);
  },
});

Deno.test("isGranted() is true in runtimes without permissions", () => {
  const ask = () => isGranted({ name: "sys", kind: "uid" });
  assertEquals(withGlobals({ Deno: undefined }, ask), true);
  assertEquals(withGlobals({ Deno: {} }, ask), true);
});

Deno.test("isNotebook() is true only in a Deno notebook", () => {
  assertEquals(isNotebook(), false);
  assertEquals(withGlobals({ Deno: undefined }, isNotebook), false);
  assertEquals(withGlobals({ Deno: { jupyter: {} } }, isNotebook), true);
});
