/**
 * A visitor who follows every link and form of the site, and checks every response.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { contentSecurityPolicy } from "../../site/portal/middleware/security_headers.ts";
import { Canaries } from "./canaries.ts";
import type { Visitor } from "./visitor.ts";

/** Visited URLs of one shape. There are thousands of collections. */
const MAX_OF_A_SHAPE = 3;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** A form of a page with its values. */
export interface Form {
  method: string;
  action: string;
  fields: Record<string, string>;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

/** The forms of a page, once for each button that submits them. */
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

/** A visitor who requests everything and checks every response. */
export class Crawl {
  readonly visitor: Visitor;
  readonly canaries: Canaries;
  /** The requests so far. */
  readonly answered: { method: string; path: string; status: number }[] = [];
  readonly #shapes = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly forms: Map<string, Form> = new Map();

  constructor(visitor: Visitor, canaries: Canaries) {
    this.visitor = visitor;
    this.canaries = canaries;
  }

  /** Sends a request and checks its response. */
  async ask(path: string, init: RequestInit = {}): Promise<{ response: Response; text: string }> {
    const response = await this.visitor.fetch(path, init);
    const method = init.method ?? "GET";
    const { pathname } = new URL(path, this.visitor.site.origin);
    this.answered.push({ method, path: pathname, status: response.status });
    const text = await beginningOf(response);
    // Only the cookie header may contain the session's id.
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
    // Static files are not private: browsers may cache those of a build.
    const isFile = /^GET \/(_fresh\/|favicon\.svg|styles\.css)/.test(what);
    assert(isFile || headers.get("cache-control")?.includes("no-store"), what);
  }

  /** Whether enough URLs of this shape were visited. */
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

  /** Follows all links and GET forms, and collects the POST forms. */
  async walk(...begin: string[]): Promise<void> {
    const queue = [...begin];
    for (let visited = 0; visited < queue.length; visited++) {
      const path = queue[visited];
      // The first pages are always visited, because they may have changed.
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

  /** Collects one form of each kind. */
  #note(form: Form): void {
    const { action, fields } = form;
    const buttons = ["do", "step", "kind", "action"].map((name) => fields[name] ?? "");
    this.forms.set([action.replace(UUID, ":id"), ...buttons, Object.keys(fields)].join(), form);
  }

  /** Sends a form and follows its redirect. */
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

/** The text of a response; for an event stream only the first events. */
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
