/**
 * The programs of README.md, which tests run as they stand.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { inTerminal } from "./terminal.ts";

/** The programs in TypeScript, in their order. A fragment that continues one is none of them. */
export async function readmePrograms(): Promise<string[]> {
  const text = await Deno.readTextFile("README.md");
  return [...text.matchAll(/^```ts(?: ignore)?\n([^]*?)^```/gm)].map(([, program]) => program)
    .filter((program) => program.includes('from "@globus-deno/sdk"'));
}

/** The flags that README.md names for a program with an app, with a home in place of `$HOME`. */
export async function readmeFlags(home: string): Promise<string[]> {
  const text = await Deno.readTextFile("README.md");
  const [, flags] = /^deno run ((?:--allow-\S+ )+)main\.ts$/m.exec(text)!;
  return flags.trim().replaceAll("$HOME", home).split(" ");
}

/** Where the requests of another process get to a sandbox of this one. */
export interface Door {
  /** A module for `deno run --preload` or `node --import`: it sends requests here instead of to Globus. */
  readonly preload: string;
  /** Stops it. */
  shutdown(): Promise<void>;
}

/**
 * Lets a program that knows no sandbox use one: it runs unchanged, and its requests keep the
 * addresses of Globus.
 */
export function openDoor(sandbox: Sandbox): Door {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const url = decodeURIComponent(new URL(request.url).search.slice(1));
    const { method, headers, body } = request;
    return sandbox.fetch(new Request(url, { method, headers, body }));
  });
  const preload = `const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  const door = "http://127.0.0.1:${server.addr.port}/?" + encodeURIComponent(request.url);
  return send(new Request(door, request));
};
`;
  return { preload, shutdown: () => server.shutdown() };
}

/** How to start a program that logs in. */
export interface Start {
  /** The runtime. */
  readonly program: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** A sandbox whose tasks end at once. */
export function quickSandbox(): Sandbox {
  return new Sandbox({ collections: 300, taskStartSeconds: 0, taskSecondsPerItem: 0 });
}

/** Whether a program is a test with a sandbox of its own, and not one that a user logs in to. */
export function isOwnTest(program: string): boolean {
  return program.includes("@globus-deno/sdk/sandbox");
}

/**
 * Runs a program that logs in with a pasted code, in a terminal whose user is a person of the sandbox.
 * Fails unless it ends well, and has listed collections or moved a folder.
 *
 * @returns How often it asked for a login.
 */
export async function runsAndLogsIn(sandbox: Sandbox, start: Start): Promise<number> {
  let logins = 0;
  const { shown, code } = await inTerminal(start.args, start.env, async (shown) => {
    const urls = [...shown.matchAll(/(https:\/\/auth\S+)\s[^]*?(?:code here|the code)/g)];
    if (urls.length <= logins) return undefined;
    return `${await sandbox.approve(urls[logins++][1])}\n`;
  }, start.program);
  assertEquals(code, 0, shown);
  assertMatch(shown, /^(\[[0-9a-f-]{36}\] \S|succeeded)/m);
  return logins;
}
