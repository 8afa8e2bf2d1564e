import type { RunningSite } from "./site.ts";

/** A visitor without a browser. It keeps cookies, fills in forms, and does not follow redirects. */
export class Visitor {
  /** Cookies by name. */
  readonly cookies: Map<string, string> = new Map();
  /** The process of the site that answers. A load balancer may choose another one at any time. */
  site: RunningSite;

  constructor(site: RunningSite) {
    this.site = site;
  }

  /** Sends a request with the visitor's cookies, and keeps the cookies of the response. */
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

  /** Loads a page and returns its HTML. */
  async page(path: string): Promise<string> {
    return await (await this.fetch(path)).text();
  }

  /** The form token of the visitor's session. */
  async formToken(): Promise<string> {
    return /name="form_token" value="([^"]+)"/.exec(await this.page("/login"))![1];
  }

  /** Sends a form with the form token and headers of the site's own pages. */
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

  /** Starts a login. Returns the URL of Globus Auth that the site redirects to. */
  async beginLogin(returnTo = "/"): Promise<string> {
    const response = await this.submit("/login", { return_to: returnTo });
    await response.body?.cancel();
    return response.headers.get("location")!;
  }

  /** Allows everything at an authorize URL. Returns where Globus Auth redirects to. */
  approve(url: string, username?: string): Promise<string> {
    return this.site.sandbox.approve(url, { username });
  }

  /** Starts a login and allows everything. Returns the path of the callback. */
  async callback(returnTo?: string, username?: string): Promise<string> {
    const url = new URL(await this.approve(await this.beginLogin(returnTo), username));
    return url.pathname + url.search;
  }

  /** Logs in, up to the response to the callback. */
  async logIn(returnTo?: string, username?: string): Promise<Response> {
    const response = await this.fetch(await this.callback(returnTo, username));
    await response.body?.cancel();
    return response;
  }
}

/** Makes a visitor who has logged in. */
export async function loggedIn(
  site: RunningSite,
  username = "ada@fjord.example",
): Promise<Visitor> {
  const visitor = new Visitor(site);
  await visitor.logIn("/", username);
  return visitor;
}
