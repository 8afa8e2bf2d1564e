import { assertEquals, assertStringIncludes } from "@std/assert";

const NO_STOP_SIGNAL = Deno.build.os === "windows";

/** A task of this repository; what it prints comes as one text stream. */
function runTask(name: string, env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", name],
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

Deno.test({
  name: "build writes the site, start serves it with its permissions, and ends when told to" +
    (NO_STOP_SIGNAL ? " (left out: no signals on Windows)" : ""),
  ignore: NO_STOP_SIGNAL,
  fn: async () => {
    const build = await runTask("build").output();
    assertEquals(build.success, true, new TextDecoder().decode(build.stderr));

    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const start = runTask("start", { PORT: `${port}` });
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
