import { assertEquals, assertStringIncludes } from "@std/assert";
import { freePort } from "../kit/site.ts";
import { refuseToStart } from "../../site/portal/server/listening.ts";
import { stopController } from "../../site/portal/server/shutdown.ts";

const NO_STOP_SIGNAL = Deno.build.os === "windows";

/** Runs Deno in this repository, with its standard error piped. */
function run(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    // Stops a process that hangs.
    signal: AbortSignal.timeout(60_000),
  }).spawn();
}

Deno.test({
  name: "build writes the site, start serves it with its permissions, and SIGTERM stops it" +
    (NO_STOP_SIGNAL ? " (left out: no signals on Windows)" : ""),
  ignore: NO_STOP_SIGNAL,
  fn: async () => {
    const build = await run(["task", "build"]).output();
    assertEquals(build.success, true, new TextDecoder().decode(build.stderr));

    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const start = run(["task", "start"], { ...sandboxEnv(), PORT: `${port}` });
    let log = "";
    for await (const chunk of start.stderr.pipeThrough(new TextDecoderStream())) {
      log += chunk;
      if (/Listening on/.test(log)) break;
    }
    assertStringIncludes(log, `http://127.0.0.1:${port}/`);

    const home = await fetch(`http://127.0.0.1:${port}/`);
    const style = /href="(\/styles\.css[^"]*)"/.exec(await home.text())?.[1];
    const sheet = await fetch(`http://127.0.0.1:${port}${style}`);
    await sheet.body?.cancel();
    assertEquals(sheet.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const malformed = await fetch(`http://127.0.0.1:${port}/styles.css%E0%A4%A`);
    await malformed.body?.cancel();
    assertEquals(malformed.headers.has("content-security-policy"), true);

    start.kill("SIGTERM");
    assertEquals((await start.status).success, true);
  },
});

Deno.test({
  name:
    "G7 SIGTERM ends deno task dev, also under its watcher; a second site finds a port for its sandbox" +
    (NO_STOP_SIGNAL ? " (left out: no signals on Windows)" : ""),
  ignore: NO_STOP_SIGNAL,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const [one, other] = ["one", "other"].map((name) =>
      run(["run", "-A", "--watch", "dev.ts"], {
        DATA_FOLDER: `${folder}/${name}`,
        PORT: `${freePort()}`,
      })
    );
    const sandboxes: (string | undefined)[] = [];
    for (const site of [one, other]) {
      let log = "";
      for await (const chunk of site.stderr.pipeThrough(new TextDecoderStream())) {
        log += chunk;
        if (!/Open the site at/.test(log)) continue;
        sandboxes.push(sandboxOf(log));
        break;
      }
    }
    for (const site of [one, other]) site.kill("SIGTERM");
    assertEquals([(await one.status).signal, (await other.status).signal], ["SIGTERM", "SIGTERM"]);
    assertEquals(new Set(sandboxes).size, 2);
    assertEquals(sandboxes.includes(undefined), false);
    await Deno.remove(folder, { recursive: true });
  },
});

function sandboxOf(log: string): string | undefined {
  return /Sandbox running at (\S+:\d+)/.exec(log)?.[1];
}

Deno.test("G7 a site whose SANDBOX_PORT is taken does not start", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  for (const args of [["run", "-A", "dev.ts"], ["run", "-A", "site/can_start.ts"]]) {
    const said = await lastWords(args, {
      GLOBUS_SDK_SANDBOX_URL: "",
      PORT: "0",
      SANDBOX_PORT: `${port}`,
    });
    assertStringIncludes(said, `Cannot start the sandbox: another program listens on port ${port}`);
  }
});

Deno.test({
  name: "G6 a session key that others can read, or that is malformed, stops the start" +
    (NO_STOP_SIGNAL ? " (left out: no file modes on Windows)" : ""),
  ignore: NO_STOP_SIGNAL,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/session.key`;
    const start = () =>
      lastWords(["run", "-A", "dev.ts"], { DATA_FOLDER: folder, PORT: `${freePort()}` });
    await Deno.writeTextFile(file, "c".repeat(43), { mode: 0o644 });
    assertStringIncludes(await start(), "other users of this machine can read it");
    await Deno.chmod(file, 0o600);
    await Deno.writeTextFile(file, "canary");
    const said = await start();
    assertStringIncludes(said, `Cannot use the session key in ${file}: it does not hold 32 bytes`);
    assertEquals(said.includes("canary"), false);
    await Deno.remove(folder, { recursive: true });
  },
});

/** Uses the sandbox of a developer's own site, if one runs. */
function sandboxEnv(): Record<string, string> {
  try {
    Deno.listen({ hostname: "127.0.0.1", port: 8001 }).close();
    return {};
  } catch {
    return { GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:8001" };
  }
}

/** Runs a program that exits with code 1, and returns its error output. */
async function lastWords(args: string[], env: Record<string, string>): Promise<string> {
  // With this variable the site starts no sandbox. Nothing listens on port 9.
  const { code, stderr } = await run(args, {
    GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:9",
    ...env,
  }).output();
  assertEquals(code, 1);
  return new TextDecoder().decode(stderr);
}

for (const task of ["dev", "start"]) {
  Deno.test(`${task} exits at once if another program has its port`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    assertEquals(
      await lastWords(["task", "--quiet", task], { PORT: `${port}` }),
      `Cannot start: another program listens on port ${port}. Stop it, or set PORT to another port.\n`,
    );
  });

  Deno.test(`${task} exits at once if SESSION_KEY is invalid, and does not print it`, async () => {
    for (const SESSION_KEY of ["canary+/canary", "Y2FuYXJ5", "c".repeat(44)]) {
      const said = await lastWords(["task", "--quiet", task], { SESSION_KEY, PORT: "0" });
      assertStringIncludes(said, "Cannot use SESSION_KEY: it must be 32 random bytes");
      assertEquals([said.includes(SESSION_KEY), said.trim().includes("\n")], [false, false]);
    }
  });
}

/** For `dev` only its first command: with the packages of JSR the second has all permissions. */
const ENDS = {
  start: ["task", "--quiet", "start"],
  dev: ["run", "--allow-net=127.0.0.1,localhost", "--allow-env", "site/can_start.ts"],
};

for (const [task, args] of Object.entries(ENDS)) {
  Deno.test(`${task} exits at once if a permission is missing, and says which one to add`, async () => {
    const cases: [Record<string, string>, string][] = [
      [{ HOST: "0.0.0.0", PORT: "8000" }, "0.0.0.0:8000"],
      [{ SESSION_STORE_URL: "redis://redis.invalid" }, "redis.invalid:6379"],
    ];
    for (const [env, where] of cases) {
      assertEquals(
        await lastWords(args, { PORT: "0", ...env }),
        `Cannot start: the task does not permit ${where}. Add it to --allow-net of the task in` +
          " deno.json.\n",
      );
    }
  });
}

Deno.test("start exits at once if it may not write its data folder", async () => {
  assertEquals(
    await lastWords(ENDS.start, { PORT: "0", DATA_FOLDER: "elsewhere" }),
    "Cannot start: the task does not permit elsewhere. Add it to --allow-write of the task in" +
      " deno.json.\n",
  );
});

Deno.test({
  name: "dev.ts under a watcher releases everything if it cannot start, and SIGTERM stops it" +
    (NO_STOP_SIGNAL ? " (left out: no signals on Windows)" : ""),
  ignore: NO_STOP_SIGNAL,
  fn: async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const env = { PORT: `${listener.addr.port}`, GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:9" };
    const watcher = run(["run", "-A", "--watch", "dev.ts"], env);
    let log = "";
    for await (const chunk of watcher.stderr.pipeThrough(new TextDecoderStream())) {
      log += chunk;
      if (/Process finished/.test(log)) watcher.kill("SIGTERM");
    }
    assertStringIncludes(log, "Cannot start: another program listens on port");
    assertEquals((await watcher.status).signal, "SIGTERM");
  },
});

Deno.test("refuseToStart() prints the reason, and stops what has started", () => {
  const said: unknown[] = [];
  const { error } = console;
  console.error = (text) => said.push(text);
  const stop = stopController();
  try {
    refuseToStart(new Error("Cannot start the sandbox: no."), stop);
    assertEquals(Deno.exitCode, 1);
  } finally {
    Deno.exitCode = 0;
    console.error = error;
  }
  assertEquals(said, ["Cannot start the sandbox: no."]);
  assertEquals(stop.signal.aborted, true);
});
