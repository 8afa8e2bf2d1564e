import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readOptions } from "../../../lib/sandbox/serve/command_deno.ts";
import { certificateTest, trusting } from "../../kit/certificates.ts";

const COMMAND = new URL("../../../lib/sandbox/serve_deno.ts", import.meta.url).pathname;

Deno.test("readOptions() reads the command line, values behind a space or an equals sign", () => {
  const none = {
    ...{ port: 0, host: "127.0.0.1", control: false, seed: 1, help: false },
    ...{ cert: undefined, key: undefined },
  };
  assertEquals(readOptions([]), none);
  assertEquals(readOptions(["--port", "8900", "--control", "--seed=7", "--host=::1"]), {
    port: 8900,
    host: "::1",
    control: true,
    seed: 7,
    help: false,
    cert: undefined,
    key: undefined,
  });
  const { cert, key } = readOptions(["--cert=a b.pem", "--key", "./key.pem"]);
  assertEquals([cert, key], ["a b.pem", "./key.pem"]);
  assertEquals(readOptions(["-h"]).help, true);
});

Deno.test("readOptions() refuses what it does not know, and values that are not valid", () => {
  const wrong = [
    ["--prot", "1"],
    ["8900"],
    ["--port"],
    ["--port", "x"],
    ["--port", "65536"],
    ["--port=-1"],
    ["--port=1e3"],
    ["--seed", "4294967296"],
    ["--host"],
    ["--host="],
    ["--host", "a b"],
    ["--host", "$(rm)"],
    ["--cert"],
    ["--cert="],
    ["--cert", "cert.pem"],
    ["--key", "key.pem"],
    ["--cert", "cert.pem", "--key="],
  ];
  for (const args of wrong) assertThrows(() => readOptions(args), TypeError, "Cannot start");
});

function start(...args: string[]): Deno.ChildProcess {
  return startReading(undefined, ...args);
}

/** Starts the command with the right to read a folder. */
function startReading(folder: string | undefined, ...args: string[]): Deno.ChildProcess {
  const read = folder === undefined ? [] : [`--allow-read=${folder}`];
  const permissions = ["--no-prompt", "--allow-net=127.0.0.1", ...read];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...permissions, COMMAND, ...args],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Reads what the command prints until it serves. */
async function announced(process: Deno.ChildProcess): Promise<string> {
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Ctrl+C")) {
    const { value, done } = await reader.read();
    assert(!done, "the command ended");
    text += value;
  }
  await reader.cancel();
  return text;
}

Deno.test("the command prints variables that a shell evaluates, serves, and stops cleanly", async () => {
  const process = start("--control");
  const text = await announced(process);
  const shell = await new Deno.Command("sh", {
    args: [
      "-eu",
      "-c",
      `eval "$1"; echo "$SANDBOX_URL $GLOBUS_SDK_SERVICE_URL_TIMERS"`,
      "sh",
      text,
    ],
  }).output();
  const [url, timers] = new TextDecoder().decode(shell.stdout).trim().split(" ");
  assertEquals(timers, `${url}/timer.automate.globus.org/`);
  assertStringIncludes(text, "ada@fjord.example");
  assertStringIncludes(text, "61338d24-54d5-408f-a10d-66c06b59f6d2");
  const answer = await fetch(`${url}/_sandbox/people`);
  assertEquals((await answer.json()).people.length, 5);
  process.kill("SIGTERM");
  assertEquals(await process.status, { success: true, code: 0, signal: null });
  await process.stderr.cancel();
});

/** Orders a fault of the command at `url`, and reads what the key set answers then. */
async function underFault(url: string, fault: Record<string, unknown>): Promise<string> {
  const body = JSON.stringify(fault);
  const headers = { "content-type": "application/json" };
  const ordered = await fetch(`${url}/_sandbox/faults`, { method: "POST", headers, body });
  assertEquals(ordered.ok, true, await ordered.text());
  return await fetch(`${url}/auth.globus.org/jwk.json`).then((response) => response.text())
    .catch((error) => error.constructor.name);
}

Deno.test("connections that break on purpose print nothing", async () => {
  const process = start("--control");
  const errors = new Response(process.stderr).text();
  const [, url] = /SANDBOX_URL=(\S+)/.exec(await announced(process))!;
  const faults = [
    { fault: "reset" },
    { fault: "reset", after: "headers" },
    { fault: "truncate", bytes: 0, reset: true },
    { fault: "truncate", bytes: 10, reset: true },
    { fault: "truncate", bytes: 1_000_000, reset: true },
    { fault: "length", bytes: 5 },
  ];
  for (const fault of faults) {
    assertEquals(await underFault(url, fault), "TypeError", JSON.stringify(fault));
  }
  assertEquals(await underFault(url, { fault: "truncate", bytes: 9 }), '{"keys":[');
  assertStringIncludes(await underFault(url, { fault: "drip", bytes: 99, intervalMs: 0 }), "RS512");
  process.kill("SIGTERM");
  assertEquals((await process.status).code, 0);
  assertEquals(await errors, "");
});

Deno.test("the command stops at once, although a client waits for an answer or reads one", async () => {
  const process = start("--control");
  const [, url] = /SANDBOX_URL=(\S+)/.exec(await announced(process))!;
  for (const after of [undefined, "headers"]) {
    const body = JSON.stringify({ fault: "stall", after });
    const headers = { "content-type": "application/json" };
    await (await fetch(`${url}/_sandbox/faults`, { method: "POST", headers, body })).text();
  }
  const arrived = async () => {
    for (let requests = []; requests.length < 2;) {
      ({ requests } = await (await fetch(`${url}/_sandbox/requests`)).json());
    }
  };
  const waiting = [0, 1].map(() =>
    fetch(`${url}/auth.globus.org/jwk.json`).then((response) => response.text()).catch(String)
  );
  await arrived();
  process.kill("SIGINT");
  assertEquals(await process.status, { success: true, code: 0, signal: null });
  for (const text of await Promise.all(waiting)) assertStringIncludes(text, "Error");
  await process.stderr.cancel();
});

Deno.test("the command explains itself, and says what is wrong with its options", async () => {
  const helped = await start("--help").output();
  assertEquals(helped.code, 0);
  for (const option of ["--port", "--host", "--control", "--seed", "--cert", "--key", "--help"]) {
    assertStringIncludes(new TextDecoder().decode(helped.stdout), option);
  }
  const refused = await start("--prot", "1").output();
  assertEquals(refused.code, 2);
  assertStringIncludes(new TextDecoder().decode(refused.stderr), `"--prot" is not an option`);
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const busy = await start("--port", `${taken.addr.port}`).output();
  taken.close();
  assertEquals(busy.code, 2);
  assertStringIncludes(new TextDecoder().decode(busy.stderr), "Cannot start");
});

certificateTest(
  "with --cert and --key the command serves by https, and its variables bring trust",
  async ({ cert }, folder) => {
    // A path that a shell would read as something else.
    const place = `${folder}/it's $(a) place`;
    await Deno.mkdir(place);
    for (const name of ["cert.pem", "key.pem"]) {
      await Deno.copyFile(`${folder}/${name}`, `${place}/${name}`);
    }
    const files = ["--cert", `${place}/cert.pem`, "--key", `${place}/key.pem`];
    const process = startReading(folder, "--control", ...files);
    const text = await announced(process);
    const shell = await new Deno.Command("sh", {
      args: ["-eu", "-c", `eval "$1"; echo "$SANDBOX_URL"; cat "$NODE_EXTRA_CA_CERTS"`, "sh", text],
    }).output();
    const [url, ...trusted] = new TextDecoder().decode(shell.stdout).split("\n");
    assertEquals(trusted.join("\n"), cert);
    assertEquals(new URL(url).protocol, "https:");
    using client = trusting(cert);
    const answer = await client.fetch(`${url}/_sandbox/people`);
    assertEquals((await answer.json()).people.length, 5);
    process.kill("SIGTERM");
    assertEquals(await process.status, { success: true, code: 0, signal: null });
    await process.stderr.cancel();
  },
);

certificateTest(
  "the command says which file it cannot read, and what is wrong with one",
  async ({ certFile, keyFile }, folder) => {
    const message = async (read: string, cert: string, key: string) => {
      const { code, stderr } = await startReading(read, "--cert", cert, "--key", key).output();
      assertEquals(code, 2);
      return new TextDecoder().decode(stderr);
    };
    const absent = `${folder}/absent.pem`;
    const cannotRead = (name: string) => `Cannot start: the file of ${name} cannot be read: `;
    for (
      const [cert, key, name] of [[absent, keyFile, "--cert"], [certFile, absent, "--key"]] as const
    ) {
      const text = await message(folder, cert, key);
      assertStringIncludes(text, cannotRead(name));
      assertStringIncludes(text, absent);
    }
    const forbidden = await message(COMMAND, certFile, keyFile);
    assertStringIncludes(forbidden, cannotRead("--cert"));
    assertStringIncludes(forbidden, "--allow-read");
    assertStringIncludes(
      await message(folder, keyFile, certFile),
      "cert is not a certificate in PEM",
    );
  },
);
