import type { RunningSite } from "./site.ts";

/** A visitor without a browser: keeps cookies, follows nothing by itself, fills in forms. */
export class Visitor {
  /** Cookies by name. */
  readonly cookies: Map<string, string> = new Map();
  /** The process of the site that answers; a balancer may choose another at any time. */
  site: RunningSite;

  constructor(site: RunningSite) {
    this.site = site;
  }

  /** Sends a request as the visitor's browser would, and keeps the cookies that come. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({
      accept: "text/html",
      ...Object.fromEntries(new Headers(init.headers)),
    });
    if (this.cookies.size > 0 && !headers.has("cookie")) {
      headers.set(
        "cookie",
        [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      );
    }
    const response = await fetch(new URL(path, this.site.origin), {
      ...init,
      headers,
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === "" || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** The text of a page. */
  async page(path: string): Promise<string> {
    return await (await this.fetch(path)).text();
  }

  /** The form token of the visitor's session. */
  async formToken(): Promise<string> {
    return /name="form_token" value="([^"]+)"/.exec(await this.page("/login"))![1];
  }

  /** Sends a form, as one of the site's own pages would. */
  async submit(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const body = new URLSearchParams({ form_token: await this.formToken(), ...fields });
    return await this.fetch(path, {
      method: "POST",
      body,
      headers: { origin: this.site.publicOrigin, "sec-fetch-site": "same-origin", ...headers },
    });
  }

  /** Begins a login; gives the address of Globus Auth that the browser is sent to. */
  async beginLogin(returnTo = "/"): Promise<string> {
    const response = await this.submit("/login", { return_to: returnTo });
    await response.body?.cancel();
    return response.headers.get("location")!;
  }

  /** Logs in and allows everything; gives the path of the callback. */
  async callback(returnTo?: string, username?: string): Promise<string> {
    const url = new URL(
      await this.site.sandbox.approve(await this.beginLogin(returnTo), { username }),
    );
    return url.pathname + url.search;
  }

  /** Logs in. */
  async logIn(returnTo?: string, username?: string): Promise<Response> {
    const response = await this.fetch(await this.callback(returnTo, username));
    await response.body?.cancel();
    return response;
  }
}
