import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { slugifyAppName } from "../../lib/storage/app_name.ts";
import * as paths from "../../lib/storage/app_path.ts";
import { storeTools } from "../../lib/storage/store_tools.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";
import { withFolder } from "../kit/processes.ts";

function appTokenPath(options: paths.AppTokenPathOptions) {
  return paths.appTokenPath(options, storeTools);
}

function globusFolder(windows: boolean, read: (name: string) => string | undefined) {
  return paths.globusFolder(windows, read, storeTools);
}

const CLIENT_ID = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";

Deno.test("appTokenPath() never leaves the folder, whatever the names of app and client are", () => {
  for (const appName of ["../../x", "..", ".", "a/../b", "a\\..\\b", "\u0000/etc", "‮/evil"]) {
    const [start, app, id, slug, file, ...rest] = appTokenPath({
      clientId: CLIENT_ID,
      appName,
      folder: "G",
    })
      .split("/");
    assertEquals([start, app, id, file, rest.length], ["G", "app", CLIENT_ID, "tokens", 0]);
    assertEquals(/^\.*$/.test(slug), false, appName);
  }
  for (const id of ["", "..", "a/b", "a\\b", "a b", "a\0"]) {
    assertThrows(
      () => appTokenPath({ clientId: id, appName: "x", folder: "G" }),
      GlobusSDKUsageError,
    );
  }
});

Deno.test("appTokenPath() gives each environment and each sandbox a file of its own (D4)", () => {
  const path = (options: { environment?: string; prefix?: string }) =>
    appTokenPath({ clientId: CLIENT_ID, appName: "My App", folder: "G", ...options }).split("/").at(
      -1,
    );
  assertEquals(path({ environment: "production" }), "tokens");
  assertEquals(path({ environment: "preview" }), "preview-tokens");
  assertEquals(path({ environment: "production", prefix: "127-0-0-1" }), "127-0-0-1-tokens");
  assertThrows(() => path({ environment: "nowhere" }), RangeError);
});

Deno.test("globusFolder() says what to do if no variable names the user's folder", () => {
  const error = assertThrows(() => globusFolder(false, () => undefined), GlobusSDKUsageError);
  assertEquals(error.message.includes("choose another storage"), true);
  assertThrows(() => globusFolder(true, () => ""), GlobusSDKUsageError);
});

Deno.test("globusFolder() is the folder that the Python SDK uses on Windows and elsewhere", () => {
  const variables = {
    LOCALAPPDATA: "C:/Local",
    APPDATA: "C:/Roaming",
    USERPROFILE: "C:/Users/kofi",
    HOME: "/home/kofi",
  };
  const folder = (windows: boolean, ...names: (keyof typeof variables)[]) =>
    globusFolder(
      windows,
      (name) => names.find((each) => each === name) && variables[name as "HOME"],
    );
  assertEquals(
    folder(false, "LOCALAPPDATA", "APPDATA", "USERPROFILE", "HOME"),
    "/home/kofi/.globus",
  );
  assertEquals(
    folder(true, "LOCALAPPDATA", "APPDATA", "USERPROFILE", "HOME"),
    "C:/Local/globus",
  );
  assertEquals(folder(true, "APPDATA", "USERPROFILE", "HOME"), "C:/Roaming/globus");
  assertEquals(folder(true, "USERPROFILE", "HOME"), "C:/Users/kofi/AppData/Local/globus");
  assertEquals(folder(true, "HOME"), "/home/kofi/AppData/Local/globus");
  const without = (windows: boolean) =>
    assertThrows(() => folder(windows), GlobusSDKUsageError).message;
  assertStringIncludes(without(true), "LOCALAPPDATA is not set");
  assertStringIncludes(without(false), "HOME is not set");
});

Deno.test("slugifyAppName() replaces what folders cannot be named, and drops what does not show", () => {
  assertEquals(slugifyAppName('My: "App" v1.2'), "my+-+app+-v1-2");
  assertEquals(slugifyAppName("a\u0007b\u200b\u00a0c"), "abc");
  assertEquals(["falcon", "auxiliary"].map(slugifyAppName), ["falcon", "auxiliary"]);
});

Deno.test("slugifyAppName() refuses the names of devices, with any number, as Python does", () => {
  for (const name of ["con", "COM0", "com1", "lpt0", "LPT9"]) {
    assertThrows(() => slugifyAppName(name), GlobusSDKUsageError, "choose another name");
  }
  assertEquals(["com10", "lpt", "console"].map(slugifyAppName), ["com10", "lpt", "console"]);
});

Deno.test("slugifyAppName() takes linear time for a name of a million characters", () => {
  assertLinear(repeated("a . / \u0000"), slugifyAppName);
});

Deno.test("forGlobusApp() reads and writes nothing", () => {
  const app = { clientId: CLIENT_ID, appName: "x", folder: "/nowhere" };
  const path = `/nowhere/app/${CLIENT_ID}/x/tokens`;
  assertEquals(SQLiteTokenStorage.forGlobusApp(app).filepath, `${path}.db`);
  assertEquals(JSONTokenStorage.forGlobusApp(app).filepath, `${path}.json`);
});

Deno.test({
  name: "F1 forGlobusApp() makes the folder of an app private, even with other files in it",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const own = `${folder}/app/${CLIENT_ID}/x`;
      for (const kind of [JSONTokenStorage, SQLiteTokenStorage]) {
        Deno.mkdirSync(own, { recursive: true });
        Deno.writeTextFileSync(`${own}/notes`, "");
        Deno.chmodSync(own, 0o755);
        const warnings: string[] = [];
        const app = { clientId: CLIENT_ID, appName: "x", folder };
        const warn = (message: string) => void warnings.push(message);
        assertEquals(await kind.forGlobusApp({ ...app, warn }).getTokenData("a"), undefined);
        assertEquals((Deno.statSync(own).mode! & 0o777).toString(8), "700");
        assertEquals(warnings, [`${own} was accessible to other users; it is private now`]);
        // The mode stays for callers who say that the folder has other uses.
        Deno.chmodSync(own, 0o755);
        await kind.forGlobusApp({ ...app, warn, ownFolder: false }).getTokenData("a");
        assertEquals((Deno.statSync(own).mode! & 0o777).toString(8), "755");
      }
    }),
});
