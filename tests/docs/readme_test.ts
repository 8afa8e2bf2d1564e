import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { AccessTokenAuthorizer, TransferClient, TransferScopes } from "../../mod.ts";
import { guideParts, runInTerminal, typeProblems, withGuidePlace } from "../kit/guide_programs.ts";
import { hasScript } from "../kit/terminal.ts";

const ROOT = new URL("../../", import.meta.url);
const README = await Deno.readTextFile(new URL("README.md", ROOT));
/** The programs for a terminal: those that README does not run as its own tests. */
const [list, move, tutorial] = [...README.matchAll(/^```ts ignore\n([^]*?)^```/gm)]
  .map(([, text]) => text);

/** The flags that README names for an app. */
const [, APP_FLAGS] = /^deno run (--allow-net --allow-env=HOME .*) main\.ts$/m.exec(README)!;

/** Runs a program with these flags, and may read the variable that leads to the sandbox. */
function runWithFlags(text: string, wanted: string, times = 1) {
  return withGuidePlace(async (place) => {
    const flags = `${wanted} --allow-env=GLOBUS_SDK_SANDBOX_URL`.replaceAll("$HOME", place.home);
    const file = `${place.home}/main.ts`;
    await Deno.writeTextFile(file, text);
    const command = [Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check"];
    const config = ["--config", new URL("deno.json", ROOT).pathname];
    const runs = [];
    for (let run = 0; run < times; run++) {
      runs.push(
        await runInTerminal(
          [...command, ...config, ...flags.split(" "), file],
          { GLOBUS_SDK_SANDBOX_URL: place.url },
          place,
        ),
      );
    }
    return { runs, sandbox: place.sandbox };
  });
}

const terminal = hasScript ? "" : ` (left out: no "script" here)`;

Deno.test({
  name: "README's first program logs in, lists collections, and the next run needs no login" +
    terminal,
  ignore: !hasScript,
  async fn() {
    const { runs: [first, second] } = await runWithFlags(list, APP_FLAGS, 2);
    assertEquals([first.code, first.logins], [0, 1], first.shown);
    assertMatch(first.output, /^\[[0-9a-f-]{36}\] \S/m);
    assertEquals([second.code, second.logins, second.output], [0, 0, first.output], second.shown);
  },
});

Deno.test({
  name: `README's second program moves a folder${terminal}`,
  ignore: !hasScript,
  async fn() {
    const { runs: [ran], sandbox } = await runWithFlags(move, APP_FLAGS);
    assertEquals([ran.code, ran.logins, ran.output.trim()], [0, 1, "succeeded"], ran.shown);
    const { access_token } = await sandbox.login({ scopes: [TransferScopes.all.scopeString] });
    const authorizer = new AccessTokenAuthorizer(access_token);
    const tc = new TransferClient({ ...sandbox.clientOptions, authorizer });
    const copied = tc.operationLs("31ce9ba0-176d-45a5-add3-f37d233ba47d", { path: "/~/my-copy/" });
    assertEquals((await copied.toArray()).map(({ name }) => name), [
      "file1.txt",
      "file2.txt",
      "file3.txt",
    ]);
  },
});

Deno.test({
  name:
    `README's tutorial needs only --allow-net, logs in step by step, and lists collections${terminal}`,
  ignore: !hasScript,
  async fn() {
    const { runs: [ran] } = await runWithFlags(tutorial, "--allow-net");
    assertEquals([ran.code, ran.logins], [0, 1], ran.shown);
    assertMatch(ran.output, /^\[[0-9a-f-]{36}\] \S/m);
  },
});

Deno.test("the programs of README and of the guides for other SDKs type-check", async () => {
  // The other guides are checked by `deno test --doc`.
  const guides = ["coming-from-python.md", "coming-from-globus-sdk-js.md"]
    .flatMap((name) => guideParts(name).flatMap(({ programs }) => programs))
    .filter(({ language }) => language === "ts");
  assertEquals(guides.length, 14);
  const programs = [list, move, tutorial, ...guides.map(({ text }) => text)];
  assertEquals(await typeProblems(programs), "");
});

/** The Markdown files that users read. */
const PAGES = [
  "README.md",
  ...[...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`)
    .filter((name) => name.endsWith(".md")).sort(),
];

/** The anchors of a page, as GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("every link of README and the guides leads to a file and a heading that exist", async () => {
  const broken: string[] = [];
  let count = 0;
  for (const page of PAGES) {
    const text = await Deno.readTextFile(new URL(page, ROOT));
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      count++;
      const [path, anchor] = target.split("#");
      const file = new URL(path || page.split("/").at(-1)!, new URL(page, ROOT));
      const found = await Deno.stat(file).catch(() => undefined);
      if (!found) broken.push(`${page}: ${target}`);
      else if (anchor && !anchorsOf(await Deno.readTextFile(file)).includes(anchor)) {
        broken.push(`${page}: ${target}`);
      }
    }
  }
  assert(count > 40, `${count} links`);
  assertEquals(broken, []);
});

Deno.test("docs/README.md lists every guide, and README each of them or the list", async () => {
  const index = await Deno.readTextFile(new URL("docs/README.md", ROOT));
  for (const page of PAGES.slice(1)) {
    const name = page.slice("docs/".length);
    if (name === "README.md") continue;
    assertStringIncludes(index, `(${name})`);
    assertStringIncludes(README, `(${page})`);
  }
});

Deno.test("every program of a guide that `deno test --doc` leaves out runs in another test", () => {
  // Both files have a test that runs all of their programs.
  const tested = /^(coming-from-(python|globus-sdk-js)|sandbox)\.md$/;
  const leftOut = PAGES.slice(1).map((page) => page.slice("docs/".length))
    .filter((name) => !tested.test(name))
    .filter((name) => /^```\w+ ignore/m.test(Deno.readTextFileSync(new URL(`docs/${name}`, ROOT))));
  // A handler of the site, which the tests of the site have.
  assertEquals(leftOut, ["portal.md"]);
  assert(guideParts("testing.md").flatMap(({ programs }) => programs).length >= 5);
});
