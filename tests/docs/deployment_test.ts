import { assertEquals } from "@std/assert";
import { readConfig } from "../../site/portal/server/config.ts";

const root = new URL("../../", import.meta.url);

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}

Deno.test("docs/deployment.md lists exactly the variables that the site reads, and the task permits them", () => {
  const asked = new Set<string>();
  readConfig((name) => {
    asked.add(name);
    return undefined;
  });
  // Read only with a client of one's own.
  readConfig((name) => {
    asked.add(name);
    return name === "GLOBUS_CLIENT_ID" ? "own" : undefined;
  });
  const listed = [...read("docs/deployment.md").matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) =>
    name
  );
  assertEquals(listed.toSorted(), [...asked].toSorted());
  const { tasks } = JSON.parse(read("deno.json"));
  const [, permitted] = /--allow-env=(\S+)/.exec(tasks.start.command)!;
  const patterns = permitted.split(",").map((name) => new RegExp(`^${name.replace("*", ".*")}$`));
  assertEquals(listed.filter((name) => !patterns.some((pattern) => pattern.test(name))), []);
});

Deno.test("every path that docs/portal.md names exists, and its login routes are all there", () => {
  const text = read("docs/portal.md");
  const paths = [...text.matchAll(/`((?:site|routes)\/[^`\s]*|(?:main|portal)\.ts)`/g)].map((
    [, path],
  ) => path);
  const missing = paths.filter((path) => {
    try {
      Deno.statSync(new URL(path, root));
      return false;
    } catch {
      return true;
    }
  });
  assertEquals(missing, []);
  const routes = ["routes/login", "routes/callback"].flatMap((folder) =>
    [...Deno.readDirSync(new URL(folder, root))].map(({ name }) => `${folder}/${name}`)
  );
  assertEquals(routes.filter((route) => !paths.includes(route)), []);
});
