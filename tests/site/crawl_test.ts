import { assert, assertEquals } from "@std/assert";
import { DEMO_CLIENT_ID, WELL_KNOWN } from "../../lib/sandbox/mod.ts";
import { contentSecurityPolicy } from "../../site/portal/middleware/security_headers.ts";
import { browserTest } from "../kit/browser.ts";
import { Canaries } from "../kit/canaries.ts";
import { freePort, type RunningSite, serveSite } from "../kit/site.ts";
import { tapSandbox } from "../kit/tapped_sandbox.ts";
import { Visitor } from "../kit/visitor.ts";

/** Addresses of one shape that are visited: there are thousands of collections. */
const MAX_OF_A_SHAPE = 3;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** What only scripts ask for. */
const ASKED_BY_SCRIPTS = ["/endpoints/results?q=coral&scope=all", "/healthz", "/login/code"];
/** Forms that end what others need, from the mildest on. */
const LAST = ["/tokens/revoke", "/logout"];

/** A form of a page, filled in with what stands in it. */
interface Form {
  method: string;
  action: string;
  fields: Record<string, string>;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

/** The forms of a page, each once for every button that submits it. */
function formsOf(html: string, path: string): Form[] {
  return [...html.matchAll(/<form[^>]*>.*?<\/form>/gs)].flatMap(([form]) => {
    const fields: Record<string, string> = {};
    for (const [tag] of form.matchAll(/<(input|textarea)[^>]*>/g)) {
      const name = attribute(tag, "name");
      const isOff = /type="(checkbox|radio)"/.test(tag) && !/ checked/.test(tag);
      if (name && !isOff) fields[name] = attribute(tag, "value") ?? "";
    }
    for (const [select] of form.matchAll(/<select.*?<\/select>/gs)) {
      const options = select.match(/<option[^>]*>/g) ?? [];
      const chosen = options.find((option) => / selected/.test(option)) ?? options[0] ?? "";
      fields[attribute(select, "name") ?? ""] = attribute(chosen, "value") ?? "";
    }
    const [open] = /^<form[^>]*>/.exec(form)!;
    const method = attribute(open, "method")?.toUpperCase() ?? "GET";
    const buttons = (form.match(/<button[^>]*>/g) ?? []).filter((tag) => / name="/.test(tag));
    return (buttons.length > 0 ? buttons : [""]).map((button) => ({
      method,
      action: attribute(button, "formaction") ?? attribute(open, "action") ?? path,
      fields: {
        ...fields,
        ...button && { [attribute(button, "name")!]: attribute(button, "value")! },
      },
    }));
  });
}

/** One visitor who goes everywhere, and looks at all that comes. */
class Crawl {
  readonly visitor: Visitor;
  readonly canaries: Canaries;
  /** Requests by route of the site, as its files name them. */
  readonly answered: { method: string; path: string; status: number }[] = [];
  readonly #shapes = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly forms: Map<string, Form> = new Map();

  constructor(visitor: Visitor, canaries: Canaries) {
    this.visitor = visitor;
    this.canaries = canaries;
  }

  /** Sends one request and holds its answer to the bar. */
  async ask(path: string, init: RequestInit = {}): Promise<{ response: Response; text: string }> {
    const response = await this.visitor.fetch(path, init);
    const method = init.method ?? "GET";
    const { pathname } = new URL(path, this.visitor.site.origin);
    this.answered.push({ method, path: pathname, status: response.status });
    const text = await beginningOf(response);
    // Cookies are the visitor's own; whatever else would tell the session's id to a page.
    const session = new Canaries();
    for (const [name, value] of this.visitor.cookies) session.add(`cookie ${name}`, value);
    const what = `${method} ${pathname}: ${response.status}`;
    for (const canaries of [this.canaries, session]) {
      assertEquals(canaries.find(text), undefined, `body of ${what}`);
    }
    for (const [name, value] of response.headers) {
      assertEquals(this.canaries.find(value), undefined, `${name} of ${what}`);
      if (name !== "set-cookie") assertEquals(session.find(value), undefined, `${name} of ${what}`);
    }
    this.#checkHeaders(response, text, what);
    return { response, text };
  }

  #checkHeaders({ headers }: Response, text: string, what: string): void {
    const policy = headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-(\w+)'/.exec(policy)?.[1];
    const { url } = this.visitor.site.server;
    const formOrigins = policy.includes(url) ? [url] : [];
    assertEquals(policy, contentSecurityPolicy({ nonce, formOrigins }), what);
    for (const [tag] of text.matchAll(/<script[^>]*>/g)) {
      assertEquals(attribute(tag, "nonce"), nonce, `script of ${what}`);
    }
    assertEquals(/<[^>]+ (on\w+|style)=/.test(text), false, `inline code in ${what}`);
    if (text.startsWith("<!DOCTYPE html>")) {
      assertEquals(text.match(/<title>[^<]+ · Globus tutorial<\/title>/g)?.length, 1, what);
    }
    assertEquals(headers.get("x-content-type-options"), "nosniff", what);
    assertEquals(headers.get("cross-origin-opener-policy"), "same-origin", what);
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin", what);
    assert(headers.has("permissions-policy"), what);
    const isCallback = what.startsWith("GET /callback/");
    assertEquals(
      headers.get("referrer-policy"),
      isCallback ? "no-referrer" : "strict-origin",
      what,
    );
    // Files are the same for everybody: a build lets browsers keep them.
    const isFile = /^GET \/(_fresh\/|favicon\.svg|styles\.css)/.test(what);
    assert(isFile || headers.get("cache-control")?.includes("no-store"), what);
  }

  /** Whether enough addresses of a shape were visited. */
  #isKnown(path: string): boolean {
    if (this.#seen.has(path)) return true;
    this.#seen.add(path);
    const url = new URL(path, this.visitor.site.origin);
    const keys = [...new Set(url.searchParams.keys())].sort();
    const shape = `${url.pathname.replace(UUID, ":id")}?${keys}`;
    const count = this.#shapes.get(shape) ?? 0;
    this.#shapes.set(shape, count + 1);
    return count >= MAX_OF_A_SHAPE;
  }

  /** Visits all that links and GET forms lead to, and notes the forms that send something. */
  async walk(...begin: string[]): Promise<void> {
    const queue = [...begin];
    for (let visited = 0; visited < queue.length; visited++) {
      const path = queue[visited];
      // Where it begins it goes in any case: what is there may have changed.
      if (this.#isKnown(path) && visited >= begin.length) continue;
      const { response, text } = await this.ask(path);
      const found = [response.headers.get("location") ?? ""];
      for (const [, link] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
        found.push(link.replaceAll("&amp;", "&"));
      }
      for (const [, link] of response.headers.get("link")?.matchAll(/<([^>]*)>/g) ?? []) {
        found.push(link);
      }
      for (const form of formsOf(text, path)) {
        if (form.method === "GET") found.push(`${form.action}?${new URLSearchParams(form.fields)}`);
        else this.#note(form);
      }
      for (const link of found) {
        assertEquals(this.canaries.find(link), undefined, `a link of ${path}`);
        const url = URL.parse(link, new URL(path, this.visitor.site.origin));
        if (link && url?.origin === this.visitor.site.origin) queue.push(url.pathname + url.search);
      }
    }
  }

  /** Keeps one form of each kind. */
  #note(form: Form): void {
    const { action, fields } = form;
    const buttons = ["do", "step", "kind", "action"].map((name) => fields[name] ?? "");
    this.forms.set([action.replace(UUID, ":id"), ...buttons, Object.keys(fields)].join(), form);
  }

  /** Sends a form, and visits what it leads to. */
  async send({ action, fields }: Omit<Form, "method">): Promise<string> {
    const { origin } = this.visitor.site;
    const form_token = await this.visitor.formToken();
    const { response } = await this.ask(action, {
      method: "POST",
      body: new URLSearchParams({ ...fields, form_token }),
      headers: { origin, "sec-fetch-site": "same-origin" },
    });
    const location = response.headers.get("location") ?? "";
    if (location.startsWith("/")) await this.walk(location);
    return location;
  }
}

/** The text of an answer; of a stream of events the first ones. */
async function beginningOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    return await response.text();
  }
  let text = "";
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (text.split("\n\n").length < 2) {
    const { value, done } = await reader.read();
    if (done) return text;
    text += value;
  }
  await reader.cancel();
  return text;
}

/** The routes of the site, as patterns of their paths. */
async function routesOf(folder = "routes", path = ""): Promise<[path: string, pattern: RegExp][]> {
  const found: [string, RegExp][] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const part = name.replace(/\.tsx?$/, "");
    if (isDirectory) found.push(...await routesOf(`${folder}/${name}`, `${path}/${name}`));
    else if (!part.startsWith("_")) {
      const whole = (part === "index" ? path : `${path}/${part}`) || "/";
      found.push([whole, new RegExp(`^${whole.replace(/\[\w+\]/g, "[^/]+")}$`)]);
    }
  }
  return found;
}

/** A site whose client has a secret, at a sandbox whose secrets are known. */
async function openSite(canaries: Canaries): Promise<RunningSite & AsyncDisposable> {
  const globus = tapSandbox(canaries);
  const { demoClient } = globus.sandbox.world;
  canaries.add("client secret", demoClient.secret);
  const site = await serveSite({
    globus,
    env: {
      GLOBUS_MODE: "sandbox",
      GLOBUS_CLIENT_ID: DEMO_CLIENT_ID,
      GLOBUS_CLIENT_SECRET: demoClient.secret,
    },
  });
  demoClient.redirect_uris.push(`${site.origin}/callback/sandbox`);
  const stop = site[Symbol.asyncDispose];
  return {
    ...site,
    async [Symbol.asyncDispose]() {
      await stop();
      await globus.server.shutdown();
    },
  };
}

Deno.test("G1 G5 G6 H1 a crawl finds no secret anywhere, and all headers everywhere", async (t) => {
  const canaries = new Canaries();
  await using site = await openSite(canaries);
  const crawl = new Crawl(new Visitor(site), canaries);
  const begin = ["/", ...ASKED_BY_SCRIPTS];

  await t.step("before the login", async () => {
    await crawl.walk(...begin, "/nowhere", "/tasks/0/progress");
    for (const path of ["/login", "/logout", "/nowhere"]) {
      for (const method of ["PUT", "POST", "DELETE", "OPTIONS", "PATCH"]) {
        await crawl.ask(path, { method });
      }
    }
  });

  const known = new Crawl(crawl.visitor, canaries);
  await t.step("the login, and the address that holds its code again", async () => {
    const callback = await known.visitor.callback("/endpoints");
    assertEquals((await known.ask(callback)).response.status, 303);
    assertEquals((await known.ask(callback)).response.status, 400);
    for (
      const name of ["access_token as issued", "refresh_token as issued", "code as sent"]
        .concat(["code_verifier as sent", "client secret", "client credentials"])
        .concat(["id_token (payload)", "id_token (signature)"])
    ) {
      assert(canaries.names.has(name), `no canary: ${name}`);
    }
  });

  await t.step("every page and form of somebody who is logged in", async () => {
    await known.walk(...begin);
    const [token] = site.sandbox.world.accessTokens.keys();
    for (let round = 0; round < 2; round++) {
      for (const form of [...known.forms.values()]) {
        if (LAST.includes(form.action) || form.action === "/login") continue;
        if ("token" in form.fields) form.fields.token = token;
        await known.send(form);
      }
      await known.walk("/lessons/6", "/tasks", "/transfer", ...begin);
    }
  });

  await t.step(
    "transfers: one that runs, watched and cancelled, and one that has to wait",
    async () => {
      const transferTo = (destination: string) =>
        known.send({
          action: "/transfer",
          fields: {
            submission_id: crypto.randomUUID(),
            source: WELL_KNOWN.tutorial1,
            source_path: "/share/godata/",
            destination,
            destination_path: "/home/",
            item: "/share/godata/file1.txt",
            options: "given",
          },
        });
      const task = await transferTo(WELL_KNOWN.tutorial2);
      assert(task.startsWith("/tasks/"), task);
      await known.walk(`${task}/progress`, `/lessons/6?task=${task.slice(7)}`);
      await known.send({ action: `${task}/cancel`, fields: {} });
      const waiting = await transferTo(WELL_KNOWN.meridianProtected);
      assert(waiting.startsWith("/transfer/"), waiting);
    },
  );

  await t.step("answers of Globus that repeat our secrets, or are none", async () => {
    await known.ask("/endpoints");
    // Transfer knows no other secret of ours than the token that it gets.
    const asked = site.sandbox.requests.findLast(({ service }) => service === "transfer");
    const secrets = asked!.headers.get("authorization")!.replace("Bearer ", "");
    assert(canaries.find(secrets), "the token is no canary");
    const document = { code: "Odd", message: `No: ${secrets}`, request_id: "x" };
    for (
      const fault of [
        { fault: "answer", status: 400, body: document },
        { fault: "answer", status: 403, body: `<p>${secrets}`, headers: { "x-token": secrets } },
        { fault: "answer", status: 418, body: secrets },
        { fault: "html" },
        { fault: "json", text: `{"DATA": [${secrets}` },
        { fault: "json", value: { DATA: null } },
        { fault: "json", value: { DATA: [null, 5] } },
        { fault: "reset" },
      ] as const
    ) {
      const remove = site.sandbox.faults.add({ ...fault, service: "transfer", times: 100 });
      try {
        for (const path of ["/endpoints", `/endpoints/${WELL_KNOWN.tutorial1}`, "/tasks"]) {
          await known.ask(path);
        }
      } finally {
        remove();
      }
    }
    assert(known.answered.some(({ status }) => status === 502), "no page broke");
    assert(!known.answered.some(({ status }) => status === 500), "a page failed");
  });

  await t.step("a renewal that is refused, with our secrets repeated", async () => {
    const visitor = new Visitor(site);
    await visitor.logIn();
    const other = new Crawl(visitor, canaries);
    const refreshToken = [...site.sandbox.world.refreshTokens.keys()].at(-1)!;
    for (const error of ["temporarily_unavailable", "invalid_grant"]) {
      site.sandbox.clock.advance(49 * 3_600_000);
      site.sandbox.faults.add({
        service: "auth",
        path: "/v2/oauth2/token",
        fault: "answer",
        status: 400,
        body: { error, error_description: `No: ${refreshToken}` },
      });
      await other.walk("/endpoints", "/tokens");
    }
  });

  await t.step("the ends: tokens revoked, logged out", async () => {
    for (const action of LAST) {
      for (const form of known.forms.values()) {
        if (form.action === action) await known.send(form);
      }
    }
    assertEquals((await known.ask("/tokens")).response.status, 303);
    await known.walk(...begin);
  });

  await t.step("no route was left out", async () => {
    const all = [...crawl.answered, ...known.answered];
    const visited = ([, pattern]: [string, RegExp]) =>
      all.some(({ path, status }) => pattern.test(path) && status < 404);
    const missed = (await routesOf()).filter((route) => !visited(route));
    assertEquals(missed.map(([path]) => path), []);
  });

  await t.step("the log has a line for each request, and no secret", async () => {
    await known.ask("/healthz?code=none");
    const log = site.log();
    assertEquals(canaries.find(log), undefined);
    for (const [name, value] of known.visitor.cookies) {
      assertEquals(log.includes(value), false, `cookie ${name}`);
    }
    assertEquals(/[?&](code|state)=|_token=/.test(log), false);
    const lines = log.match(/^(\d\d:\d\d:\d\d \d{3} [A-Z]+ \S+ [\d.]+ ms|\{"time":.*\})$/gm) ?? [];
    assert(lines.length >= crawl.answered.length + known.answered.length, `${lines.length} lines`);
  });
});

Deno.test("G1 G5 G6 pages of a site whose store is down say so, with all headers", async () => {
  await using site = await serveSite({
    env: { SESSION_STORE_URL: `redis://127.0.0.1:${freePort()}` },
  });
  const crawl = new Crawl(new Visitor(site), new Canaries());
  const callback = "/callback/sandbox?code=abc&state=def";
  assertEquals((await crawl.ask(callback)).response.status, 503);
  crawl.visitor.cookies.set("session", "A".repeat(43));
  for (const path of ["/", "/tokens", "/endpoints", "/lessons/3", callback]) {
    assertEquals((await crawl.ask(path)).response.status, 503, path);
  }
});

browserTest("G6 the back button shows nothing after the logout", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  await page.goto(`${site.origin}/login?return_to=/tokens`);
  await page.getByRole("main").getByRole("button", { name: "Log in with Globus" }).click();
  await page.goto(await site.sandbox.approve(page.url()));
  await page.waitForURL("**/tokens");
  assert((await page.content()).includes("ada@fjord.example"));
  await page.getByRole("button", { name: "Revoke all and log out" }).click();
  await page.waitForURL(`${site.origin}/`);
  for (let step = 0; step < 3; step++) {
    await page.goBack();
    // On the way there is also Globus Auth's own page, which knows who was there.
    if (!page.url().startsWith(site.origin)) continue;
    assertEquals((await page.content()).includes("ada@fjord.example"), false, page.url());
  }
});
