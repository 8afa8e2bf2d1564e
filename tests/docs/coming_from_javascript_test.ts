import { assert, assertEquals } from "@std/assert";
import {
  guideParts,
  type GuidePlace,
  runTypeScript,
  withGuidePlace,
} from "../kit/guide_programs.ts";
import { npmPackages } from "../kit/npm_packages.ts";
import { hasScript } from "../kit/terminal.ts";

const pairs = guideParts("coming-from-globus-sdk-js.md")
  .filter(({ programs }) => programs.length > 0);
const packages = await npmPackages(["@globus/sdk@6.2.0"]);
const missing = "missing" in packages ? packages.missing : hasScript ? undefined : '"script"';

/** The variables that both programs read: a token of Ada for Transfer. */
async function tokenOf({ sandbox }: GuidePlace): Promise<Record<string, string>> {
  const { access_token } = await sandbox.login({
    scopes: ["urn:globus:auth:scope:transfer.api.globus.org:all"],
  });
  return { TRANSFER_TOKEN: access_token };
}

/** Runs a program for Node.js; it stands beside the packages, where they are found. */
function runNode(text: string): Promise<string> {
  return withGuidePlace(async (place) => {
    const dir = "folder" in packages ? packages.folder : "";
    const file = await Deno.makeTempFile({ dir, suffix: ".mjs" });
    try {
      await Deno.writeTextFile(file, text);
      const { code, stdout, stderr } = await new Deno.Command("node", {
        args: [file],
        env: { ...place.env, ...await tokenOf(place) },
        signal: AbortSignal.timeout(60_000),
      }).output();
      const decoder = new TextDecoder();
      assertEquals(code, 0, decoder.decode(stderr));
      return decoder.decode(stdout);
    } finally {
      await Deno.remove(file);
    }
  });
}

for (const { title, programs: [theirs, ours] } of pairs) {
  Deno.test({
    name: `"${title}" prints the same with @globus/sdk and here` +
      (missing ? ` (left out: no ${missing} here)` : ""),
    ignore: missing !== undefined,
    async fn() {
      assertEquals([theirs.language, ours.language], ["js", "ts"]);
      const expected = await runNode(theirs.text);
      const actual = await withGuidePlace(async (place) =>
        await runTypeScript(ours.text, {
          ...place,
          env: { ...place.env, ...await tokenOf(place) },
        })
      );
      assertEquals([actual.code, actual.logins], [0, 0], actual.shown);
      assert(expected.trim() !== "", "the program prints nothing");
      assertEquals(actual.output, expected);
    },
  });
}

Deno.test("docs/coming-from-globus-sdk-js.md has four pairs of programs", () => {
  assertEquals(pairs.map(({ programs }) => programs.length), Array(4).fill(2));
});
