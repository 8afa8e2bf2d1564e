import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { importsOf } from "../../kit/imports.ts";
import { allOf, textOf } from "../../kit/page_text.ts";
import { PORTAL_NAME, type RunningSite, serveSite } from "../../kit/site.ts";
import { Visitor } from "../../kit/visitor.ts";

const ROOT = new URL("../../../", import.meta.url);

const ORIGINAL = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));

const GUIDE = Deno.readTextFileSync(new URL("docs/portal.md", ROOT));
/** The commands of docs/portal.md that copy the portal. */
const COPY: string = /```sh\n(mkdir [^`]*)```/.exec(GUIDE)![1];
/** The fields that docs/portal.md says the copy's deno.json does not have. */
const REMOVED: string[] = allOf(/^- Without (`name`.*?)\./m.exec(GUIDE)![1], /`(\w+)`/g);
/** The tasks that docs/portal.md says the copy has. */
const KEPT_TASKS: string[] = allOf(/^- The tasks are (.*?)\./m.exec(GUIDE)![1], /`(\w+)`/g);

/** Logs in, reads the list of collections, and logs out, as a visitor without scripts does. */
async function tryPortal(site: RunningSite): Promise<void> {
  const visitor = new Visitor(site);
  assertMatch(textOf(await visitor.page("/")), /You are not logged in/);
  const login = await visitor.logIn("/");
  assertEquals([login.status, login.headers.get("location")], [303, "/"]);
  const home = textOf(await visitor.page("/"));
  assertMatch(home, /You are logged in as ada@fjord\.example/);
  const shown = allOf(await visitor.page("/"), /<code>([0-9a-f-]{36})<\/code>/g);
  assert(shown.length > 1);
  const owners = shown.map((id) => site.sandbox.world.collections.get(id)?.ownerString);
  assertEquals(new Set(owners), new Set(["ada@fjord.example"]));
  for (const path of ["/lessons/1", "/lessons", "/endpoints", "/tokens", "/sandbox"]) {
    const response = await visitor.fetch(path);
    assertEquals(response.status, 404, path);
    const page = await response.text();
    assertMatch(page, /Our portal<.*Page not found/s);
    assertMatch(page, /<title>Page not found · Our portal<\/title>/);
  }
  const logout = await visitor.submit("/logout");
  assertEquals([logout.status, logout.headers.get("location")], [303, "/"]);
  const after = textOf(await visitor.page("/"));
  assertMatch(after, /You are logged out, and your tokens are revoked\..*You are not logged in/s);
}

/** Adds the page of groups to a copy of the portal, as docs/portal.md says. */
async function addGroups(portal: string): Promise<void> {
  const [, page] = /```tsx ignore\n(import \{ GroupsClient.*?)```/s.exec(GUIDE)!;
  const [head, route, scopes] = ["main.ts`: `", "to its app: `", "login_scopes.ts`:\n  `"]
    .map((before) => GUIDE.split(before)[1].split("`")[0]);
  const edit = async (path: string, after: string, line: string) => {
    const file = `${portal}/${path}`;
    const source = await Deno.readTextFile(file);
    assertStringIncludes(source, after, path);
    // In `unlinked/` it is a link to the repository's own file, which must stay unchanged.
    await Deno.remove(file);
    await Deno.writeTextFile(file, source.replace(after, `${after}\n${line}\n`));
  };
  await Deno.writeTextFile(`${portal}/site/portal/pages/groups.tsx`, page);
  await edit("main.ts", `from "preact";`, head);
  await edit("main.ts", ".appWrapper(Shell)", route);
  await edit("site/portal/globus/login_scopes.ts", "readonly string[]>> = {", scopes);
}

/** Reads the page of groups that was added to a copy. */
async function tryGroups(site: RunningSite): Promise<void> {
  const visitor = new Visitor(site);
  await visitor.logIn("/");
  const page = textOf(await visitor.page("/groups"));
  assertMatch(page, /My groups Coral project Fjord data stewards/);
}

Deno.test("the portal logs in, lists the visitor's collections, logs out, and has no lessons", async () => {
  await using site = await serveSite({ isPortal: true });
  await tryPortal(site);
});

Deno.test("SITE_NAME is the portal's name: in its header, in titles and in requests to Globus", async () => {
  const name = "Łab <b>Ørsted</b> é";
  await using site = await serveSite({ isPortal: true, env: { SITE_NAME: name } });
  const visitor = new Visitor(site);
  await visitor.logIn("/");
  const page = await visitor.page("/");
  assertEquals(allOf(page, /class="brand"[^>]*>(.*?)<\/a>/g), [name]);
  assertEquals(allOf(page, /<title>(.*?)<\/title>/g), [`Your collections · ${name}`]);
  const agents = site.sandbox.requests.map(({ headers }) => headers.get("user-agent") ?? "")
    .filter((agent) => agent.startsWith("globus-deno-sdk/"));
  assert(agents.length > 1);
  assertEquals(agents.filter((agent) => !agent.endsWith("/ab-b-rsted-b-e")), []);
});

Deno.test("a service that requires a consent leads to the login for it, and back", async () => {
  await using site = await serveSite({ isPortal: true });
  const visitor = new Visitor(site);
  await visitor.logIn("/");
  site.sandbox.faults.add({
    service: "transfer",
    fault: "answer",
    status: 403,
    body: {
      code: "ConsentRequired",
      message: "Missing consent",
      required_scopes: ["urn:globus:auth:scope:transfer.api.globus.org:all"],
      request_id: "r",
      resource: "/",
    },
  });
  const page = await visitor.page("/");
  assertMatch(textOf(page), /Consent required/);
  const [requirement] = allOf(page, /name="requirement" value="([^"]+)"/g);
  const response = await visitor.submit("/login/required", {
    requirement: requirement.replaceAll("&quot;", '"'),
    return_to: "/",
  });
  assertEquals(response.status, 303);
  assertStringIncludes(response.headers.get("location")!, "/v2/oauth2/authorize?");
  assertEquals((await visitor.submit("/login/required", { requirement: "{}" })).status, 400);
});

Deno.test("what the portal loads is what docs/portal.md says to copy", () => {
  const files = new Set<string>();
  const queue = ["portal.ts", "dev.ts", "site/can_start.ts", "site/start.ts"];
  for (const path of queue) {
    if (files.has(path)) continue;
    files.add(path);
    const source = Deno.readTextFileSync(new URL(path, ROOT));
    queue.push(...importsOf(path, source).map(({ to }) => to).filter((to) => /\.tsx?$/.test(to)));
  }
  const copied = [...COPY.matchAll(/^cp (?:-r )?(.+) \S+$/gm)].flatMap(([, paths]) =>
    paths.split(" ")
  );
  const removed = /^rm (.+)$/m.exec(COPY)![1].split(" ").map((path) =>
    path.replace("../my-portal/", "")
  );
  const isCopied = (path: string) =>
    !removed.includes(path) && copied.some((each) => path === each || path.startsWith(`${each}/`));
  assert(files.size > 40);
  assertEquals([...files].filter((path) => !isCopied(path)), []);
  assertEquals([...files].filter((path) => /^site\/(tutorial|pages)\//.test(path)), []);
});

Deno.test("a copy of the portal that is made as docs/portal.md says works", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/my-portal`);
    const script = COPY.replaceAll("../my-portal", `${folder}/my-portal`);
    const { success, stderr } = await new Deno.Command("sh", {
      args: ["-ec", script],
      cwd: ROOT,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const copied = [...Deno.readDirSync(`${folder}/my-portal`)].map(({ name }) => name);
    assert(copied.includes(".gitignore"), "the key of the sessions stays out of Git");
    const path = `${folder}/my-portal/deno.json`;
    const config = JSON.parse(await Deno.readTextFile(path));
    assertEquals(REMOVED.filter((name) => name in config), []);
    assertEquals(Object.keys(config.tasks), KEPT_TASKS);
    const sdk = Object.entries<string>(config.imports).filter(([, to]) => to.includes("sdk"));
    assertEquals(sdk.length, Object.keys(ORIGINAL.exports).length);
    const { version } = ORIGINAL;
    for (const [name, to] of sdk) assertEquals(to, name.replace(/^@.*?sdk/, `jsr:$&@^${version}`));
    // The packages of JSR cannot be reached here: their place is that of this repository.
    for (const [name] of sdk) config.imports[name] = new URL(ORIGINAL.imports[name], ROOT).href;
    const { jose, "@cfworker/json-schema": schema } = ORIGINAL.imports;
    await Deno.writeTextFile(
      path,
      JSON.stringify({
        ...config,
        links: (ORIGINAL.links ?? []).map((link: string) => new URL(link, ROOT).pathname),
        // What the SDK itself imports.
        imports: { ...config.imports, jose, "@cfworker/json-schema": schema },
      }),
    );
    await addGroups(`${folder}/my-portal`);
    const lint = await new Deno.Command(Deno.execPath(), {
      args: ["lint", "--quiet", "main.ts", "site", "routes"],
      cwd: `${folder}/my-portal`,
    }).output();
    assert(lint.success, new TextDecoder().decode(lint.stderr));
    await using site = await serveSite({
      folder: new URL(`file://${folder}/my-portal/`),
      env: { SITE_NAME: PORTAL_NAME },
    });
    await tryPortal(site);
    await tryGroups(site);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
