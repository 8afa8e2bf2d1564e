/**
 * Measures the page of endpoints under load: the built site in a process of its own, with a sandbox in
 * another, against a bare `Deno.serve` in a third that makes the one request to Transfer that the page
 * needs, and sends the same bytes. Rounds are interleaved, so that other load of the machine affects
 * both.
 *
 * Each request renders its page; no page is kept.
 *
 * Uses wrk where it is installed, otherwise a client in this process.
 *
 * @module
 */

/** Figures of one round of load. */
interface Round {
  perSecond: number;
  p99Ms: number;
  failed: number;
}

/** A round with the CPU time that the server took for a request, where the system tells it. */
interface MeasuredRound extends Round {
  cpuMs?: number;
}

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 3;
const ROUND_SECONDS = 5;
const ROUNDS = 5;
const decoder = new TextDecoder();

/** Program: a sandbox on one port; on another, a user who logs in there (POST) or has a token. */
const SANDBOX = `
import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
const sandbox = new Sandbox();
const port = Number(Deno.env.get("PORT"));
serveSandbox(sandbox, { port });
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PERSON")), onListen() {} },
  async (request) => {
    if (request.method === "POST") {
      return new Response(await sandbox.approve(await request.text()));
    }
    const scopes = "urn:globus:auth:scope:transfer.api.globus.org:all";
    return new Response((await sandbox.login({ scopes })).access_token);
  });
`;

/** Program: sends the bytes of a file, after the one request to Transfer that the page needs. */
const BARE = `
const body = Deno.readFileSync(Deno.env.get("PAGE"));
const headers = JSON.parse(Deno.env.get("HEADERS"));
const asks = { headers: { authorization: Deno.env.get("AUTHORIZATION") } };
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.env.get("PORT")), onListen() {} },
  async () => {
    const found = await (await fetch(Deno.env.get("LISTING"), asks)).json();
    return new Response(body, { headers, status: Array.isArray(found.DATA) ? 200 : 500 });
  });
`;

/** A free port of this machine. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Starts Deno in a process of its own, and waits until it answers. */
async function start(args: string[], port: number, env: Record<string, string> = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", PORT: `${port}`, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let hasEnded = false;
  child.status.then(() => hasEnded = true);
  for (;;) {
    if (hasEnded) throw new Error(`Cannot measure: deno ${args[0]} ended at once`);
    try {
      await (await fetch(`http://127.0.0.1:${port}/healthz`)).body?.cancel();
      return child;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Builds the site from the current sources. */
async function build(): Promise<void> {
  const { stderr, success } = await new Deno.Command(Deno.execPath(), { args: ["task", "build"] })
    .output();
  if (!success) throw new Error(`Cannot build the site: ${decoder.decode(stderr)}`);
}

/** The flags and the module of `deno task start`, whose permissions the measured site has. */
async function startArgs(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  return tasks.start.command.split(" ").slice(1);
}

/** Logs a user of the sandbox in; returns the cookie of the session. */
async function logIn(origin: string, person: string): Promise<string> {
  let cookie = "";
  const ask = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(new URL(path, origin), {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { accept: "text/html", cookie, origin },
      redirect: "manual",
    });
    const cookies = new Map(cookie.split("; ").map((pair) => pair.split("=") as [string, string]));
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name, value);
    }
    cookie = [...cookies].filter(([name]) => name).map((pair) => pair.join("=")).join("; ");
    return { text: await response.text(), location: response.headers.get("location") ?? "" };
  };
  const [, form_token] = /name="form_token" value="([^"]+)"/.exec((await ask("/login")).text)!;
  const { location } = await ask("/login", { form_token, return_to: "/endpoints" });
  const back = await (await fetch(person, { method: "POST", body: location })).text();
  await ask(back);
  await ask("/endpoints");
  return cookie;
}

async function isInstalled(program: string): Promise<boolean> {
  try {
    await new Deno.Command(program, { args: ["-v"], stdout: "null", stderr: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds from what wrk prints, such as `12.34ms`, `980.00us` or `1.02s`. */
function toMs(text: string): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s)$/.exec(text)!;
  return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit as "us" | "ms" | "s"];
}

/** Load by wrk. */
async function wrk(url: string, headers: Record<string, string>, seconds: number): Promise<Round> {
  const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const { stdout } = await new Deno.Command("wrk", {
    args: ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", ...given, url],
  }).output();
  const text = decoder.decode(stdout);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    p99Ms: toMs(/\n\s+99%\s+(\S+)/.exec(text)![1]),
    failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0) +
      Number(/Socket errors: .*timeout (\d+)/.exec(text)?.[1] ?? 0),
  };
}

/** Load by a client in this process, where there is no wrk. */
async function ask(url: string, headers: Record<string, string>, seconds: number): Promise<Round> {
  const times: number[] = [];
  let failed = 0;
  const end = performance.now() + seconds * 1000;
  const one = async () => {
    while (performance.now() < end) {
      const began = performance.now();
      const response = await fetch(url, { headers, redirect: "manual" });
      await response.arrayBuffer();
      times.push(performance.now() - began);
      if (response.status !== 200) failed++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p99Ms: times[Math.floor(times.length * 0.99)],
    failed,
  };
}

/** Resident memory of a process in MiB; undefined on systems that do not tell it. */
async function residentMiB(pid: number): Promise<number | undefined> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  const kib = /VmRSS:\s+(\d+)/.exec(status)?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

/** CPU time of a process in milliseconds; undefined on systems that do not tell it. */
async function cpuMsOf(pid: number): Promise<number | undefined> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => undefined);
  // Fields 14 and 15 count hundredths of a second; the name before them may hold spaces.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields && (Number(fields[11]) + Number(fields[12])) * 10;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Figures of one server, over all rounds. */
export interface SiteFigures {
  name: string;
  /** Median over the rounds. */
  perSecond: number;
  /** Median over the rounds of requests per second, against the bare server of the same round. */
  ratio: number;
  /** Median over the rounds. */
  p99Ms: number;
  /** Median over the rounds of the CPU time for a request, which other load of the machine changes less. */
  cpuMs?: number;
  residentMiB?: number;
  failed: number;
}

/** Starts everything, measures, and ends everything. */
export async function run(): Promise<SiteFigures[]> {
  await build();
  // The site may write only below `.data`.
  await Deno.mkdir(".data", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".data", prefix: "bench-" });
  const [sandboxPort, person, port, barePort] = Array.from({ length: 4 }, freePort);
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const origin = `http://127.0.0.1:${port}`;
  const children: Deno.ChildProcess[] = [];
  const begin = async (...given: Parameters<typeof start>) => {
    const child = await start(...given);
    children.push(child);
    return child;
  };
  try {
    await begin(["eval", SANDBOX], sandboxPort, { PERSON: `${person}` });
    const site = await begin(await startArgs(), port, {
      GLOBUS_SDK_SANDBOX_URL: sandboxUrl,
      PUBLIC_ORIGIN: origin,
      SESSION_STORE_URL: `${folder}/sessions.kv`,
      SESSION_KEY: crypto.getRandomValues(new Uint8Array(32)).toBase64({
        alphabet: "base64url",
        omitPadding: true,
      }),
    });
    const cookie = await logIn(origin, `http://127.0.0.1:${person}`);
    const headers = { cookie, accept: "text/html" };
    const response = await fetch(`${origin}/endpoints`, { headers });
    const page = new Uint8Array(await response.arrayBuffer());
    const text = decoder.decode(page);
    if (response.status !== 200 || !/href="\/endpoints\/[0-9a-f-]{36}"/.test(text)) {
      throw new Error("Cannot measure: the page shows no endpoints");
    }
    await Deno.writeFile(`${folder}/page`, page);
    const sent = Object.fromEntries(
      [...response.headers].filter(([name]) => !/^(content-length|date|vary)$/.test(name)),
    );
    const env = { PAGE: `${folder}/page`, HEADERS: JSON.stringify(sent) };
    const token = await (await fetch(`http://127.0.0.1:${person}`)).text();
    const bare = await begin(["eval", BARE], barePort, {
      ...env,
      AUTHORIZATION: `Bearer ${token}`,
      LISTING: `${sandboxUrl}/transfer.api.globus.org/v0.10/endpoint_search` +
        "?filter_scope=my-endpoints&limit=20&offset=0",
    });

    const servers = [
      { name: "bare Deno.serve, after one fetch", url: `http://127.0.0.1:${barePort}/`, on: bare },
      { name: "the site, /endpoints", url: `${origin}/endpoints`, on: site },
    ].map((server) => ({ ...server, rounds: [] as MeasuredRound[] }));
    const load = await isInstalled("wrk") ? wrk : ask;
    console.error(`${page.length} bytes a page, ${CONNECTIONS} connections, ${load.name}`);
    for (let round = -1; round < ROUNDS; round++) {
      for (const { on, rounds, url } of servers) {
        const seconds = round < 0 ? WARM_UP_SECONDS : ROUND_SECONDS;
        const before = await cpuMsOf(on.pid);
        const found = await load(url, headers, seconds);
        const after = await cpuMsOf(on.pid);
        const cpuMs = before !== undefined && after !== undefined
          ? (after - before) / (found.perSecond * seconds)
          : undefined;
        if (round >= 0) rounds.push({ ...found, cpuMs });
      }
    }
    const [{ rounds: base }] = servers;
    return await Promise.all(servers.map(async ({ name, on, rounds }) => ({
      name,
      perSecond: Math.round(median(rounds.map(({ perSecond }) => perSecond))),
      ratio: Number(
        median(rounds.map(({ perSecond }, i) => perSecond / base[i].perSecond)).toFixed(3),
      ),
      p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
      cpuMs: rounds.some(({ cpuMs }) => cpuMs === undefined)
        ? undefined
        : Number(median(rounds.map(({ cpuMs }) => cpuMs!)).toFixed(2)),
      residentMiB: await residentMiB(on.pid),
      failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    })));
  } finally {
    for (const child of children.reverse()) {
      child.kill();
      await child.status;
    }
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) console.table(await run());
