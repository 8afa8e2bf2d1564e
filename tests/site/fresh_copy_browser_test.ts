import { assertMatch } from "@std/assert";
import { browserTest } from "../kit/browser.ts";
import { freePort, onFresh } from "../kit/site.ts";

/** Copies what Git has of this repository, without its tests, into an empty folder. */
async function copyRepository(): Promise<string> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ":!tests"],
  }).output();
  const folder = await Deno.makeTempDir({ prefix: "fresh-copy-" });
  const made = new Set<string>();
  for (const path of new TextDecoder().decode(stdout).split("\0").filter(Boolean)) {
    const to = `${folder}/${path}`;
    const parent = to.slice(0, to.lastIndexOf("/"));
    if (!made.has(parent)) await Deno.mkdir(parent, { recursive: true });
    made.add(parent);
    await Deno.copyFile(path, to).catch((error) => {
      // A file that was deleted and not committed.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  return folder;
}

/** Starts `deno task dev` with an environment that has nothing but a port. */
function dev(folder: string, port: number): Deno.ChildProcess {
  const kept = ["DENO_DIR", "HOME", "PATH", "XDG_CACHE_HOME"];
  const env = Object.fromEntries(
    kept.flatMap((name) => Deno.env.has(name) ? [[name, Deno.env.get(name)!]] : []),
  );
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "dev"],
    cwd: folder,
    clearEnv: true,
    env: { ...env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", PORT: `${port}` },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

// With the packages of JSR, `dev` needs a folder that tools/unlinked.ts has prepared.
if (!onFresh) {
  browserTest(
    "from a fresh copy, dev leads to a login, a list of collections, and a token that is inspected, refreshed, revoked",
    async (browser) => {
      const folder = await copyRepository();
      const port = freePort();
      const site = dev(folder, port);
      let log = "";
      const lines = site.stderr.pipeThrough(new TextDecoderStream());
      for await (const piece of lines.values({ preventCancel: true })) {
        log += piece;
        if (/Open the site at/.test(log)) break;
      }
      lines.pipeTo(new WritableStream());
      try {
        const page = await browser.newPage();
        const click = (name: string) =>
          page.locator("main").getByRole("button", { name }).first().click();
        await page.goto(/Open the site at (\S+)/.exec(log)![1]);
        await page.getByRole("banner").getByRole("button", { name: "Log in" }).click();
        await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
        await page.getByRole("button", { name: "Allow" }).click();
        await page.getByText("You are logged in as ada@fjord.example").waitFor();
        const { origin } = new URL(page.url());

        await page.goto(`${origin}/lessons/3`);
        await click("List my collections");
        const list = page.locator("section", { hasText: /^My collections/ }).last();
        await list.getByRole("link", { name: "Coral bleaching, shared results" }).waitFor();

        await page.goto(`${origin}/tokens`);
        await click("Introspect for transfer.api.globus.org");
        const answer = page.locator("section", { has: page.locator("#answer") });
        assertMatch(await answer.innerText(), /Introspection\s+active/);
        assertMatch(await answer.innerText(), /ada@fjord\.example/);

        await page.goto(`${origin}/lessons/5`);
        await click("Refresh the token");
        const notice = page.locator(".notice");
        await notice.getByText("You have a new access token").waitFor();
        await click("Revoke the access token");
        await notice.getByText("Revoked. Transfer answered 401").waitFor();
      } finally {
        site.kill("SIGTERM");
        await site.status;
        await Deno.remove(folder, { recursive: true });
      }
    },
  );
}
