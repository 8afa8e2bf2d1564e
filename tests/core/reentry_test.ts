import { assertEquals, assertRejects } from "@std/assert";
import { Reentry } from "../../lib/core/reentry.ts";

function turn() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("Reentry recognizes calls from within its work, also after an await, and within other work", async () => {
  const [outer, inner] = [new Reentry(), new Reentry()];
  const seen: boolean[][] = [];
  const look = () => seen.push([outer.isInside, inner.isInside]);
  look();
  await outer.run(async () => {
    look();
    await turn();
    await inner.run(async () => {
      await turn();
      look();
    });
    look();
  });
  look();
  assertEquals(seen, [[false, false], [true, false], [true, true], [true, false], [false, false]]);
});

Deno.test("Reentry does not count calls from outside that are made during its work", async () => {
  const reentry = new Reentry();
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = reentry.run(() => promise);
  assertEquals(reentry.isInside, false);
  await turn();
  assertEquals(reentry.isInside, false);
  resolve();
  await work;
});

Deno.test("Reentry counts no call after its work has ended or failed", async () => {
  const reentry = new Reentry();
  const { promise, resolve } = Promise.withResolvers<void>();
  let later: Promise<boolean> | undefined;
  const failing = reentry.run(() => {
    later = promise.then(() => reentry.isInside);
    throw new Error("no");
  });
  await assertRejects(() => failing, Error, "no");
  resolve();
  assertEquals(await later, false);
});

Deno.test("Reentry without AsyncLocalStorage, as in browsers, recognizes calls until the first await", async () => {
  const program = `
    globalThis.process = undefined;
    const { Reentry } = await import(${
    JSON.stringify(import.meta.resolve("../../lib/core/reentry.ts"))
  });
    const [outer, inner] = [new Reentry(), new Reentry()];
    const seen = [];
    await outer.run(async () => {
      const done = inner.run(() => { seen.push(outer.isInside, inner.isInside); });
      seen.push(outer.isInside, inner.isInside);
      await done;
      seen.push(outer.isInside);
    });
    console.log(seen.join());
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "true,true,true,false,false");
});
