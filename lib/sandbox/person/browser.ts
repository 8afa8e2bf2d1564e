import { CODE_PAGE } from "../auth/authorize_request.ts";
import { cookieHeaders, cookiesSetBy } from "../http/cookies.ts";
import type { World } from "../world.ts";
import { unknownPerson } from "./unknown.ts";

/**
 * A browser's cookies, by name; pass the same one to stay logged in between logins.
 *
 * @example Two logins of one browser
 * ```ts
 * import { NativeAppAuthClient } from "@globus-deno/sdk";
 * import { BrowserCookies, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const client = new NativeAppAuthClient(sandbox.world.tutorialClientId, sandbox.clientOptions);
 * const cookies = new BrowserCookies();
 * for (let login = 0; login < 2; login++) {
 *   client.oauth2StartFlow();
 *   const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl(), { cookies });
 *   await client.oauth2ExchangeCodeForTokens(code);
 * }
 * console.log([...cookies.values.keys()]); // the session that both logins share
 * ```
 */
export class BrowserCookies {
  /** Values by name. */
  readonly values: Map<string, string> = new Map();

  /** The `Cookie` header. */
  get header(): string {
    return [...this.values].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Takes the cookies of a response. */
  keep(response: Response): void {
    for (const line of cookiesSetBy(response)) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0/i.test(line)) this.values.delete(pair.slice(0, at));
      else this.values.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}

/** What the person in the browser does. */
export interface ApproveOptions {
  /** Who they are. @default {"ada@fjord.example"} */
  username?: string | undefined;
  /** Refuse instead. @default {false} */
  deny?: boolean | undefined;
  /** Allow only these scope strings, as no page offers. @default {undefined} All. */
  scopes?: readonly string[] | undefined;
  /** The browser. @default {new BrowserCookies()} */
  cookies?: BrowserCookies | undefined;
}

/** The sandbox as a browser sees it. */
export interface BrowsedSandbox {
  /** Where the people are. */
  readonly world: World;
  /** Fetches as the person's browser does. */
  browse(url: string, init?: RequestInit): Promise<Response>;
}

/** Plays the person: see {@linkcode Sandbox.approve}. */
export async function approveInBrowser(
  sandbox: BrowsedSandbox,
  authorizeUrl: string,
  options: ApproveOptions,
): Promise<string> {
  const { cookies = new BrowserCookies(), username, deny = false, scopes } = options;
  const redirectUri = new URL(authorizeUrl).searchParams.get("redirect_uri") ?? "";
  const identity = username === undefined
    ? sandbox.world.people[0].primary
    : sandbox.world.identityByUsername(username);
  if (!identity) throw unknownPerson(sandbox.world, "approve", username!);
  let url = authorizeUrl;
  let form: URLSearchParams | undefined;
  for (let steps = 0; steps < 10; steps++) {
    const response = await sandbox.browse(url, {
      method: form ? "POST" : "GET",
      body: form,
      headers: cookieHeaders(cookies.header),
      redirect: "manual",
    });
    cookies.keep(response);
    form = undefined;
    const location = response.headers.get("location");
    if (location !== null) {
      await response.body?.cancel();
      url = new URL(location, url).href;
      if (!leadsTo(url, redirectUri)) continue;
      if (!new URL(redirectUri).pathname.endsWith(CODE_PAGE)) return location;
      return codeOf(url);
    }
    const page = await response.text();
    const interaction = /name="interaction" value="([\w-]+)"/.exec(page)?.[1];
    const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
    if (interaction === undefined || action === undefined) {
      throw new Error(`Cannot approve: the page says "${words(page)}"`);
    }
    url = new URL(action, url).href;
    form = new URLSearchParams({ interaction });
    if (action.endsWith("/login")) {
      if (!page.includes(`value="${identity.id}"`)) {
        throw new Error(`Cannot approve: the page does not offer ${identity.username}`);
      }
      form.set("identity", identity.id);
      if (page.includes('name="mfa" value="true"')) form.set("mfa", "true");
    } else {
      form.set("decision", deny ? "deny" : "allow");
      for (const scope of scopes ?? []) form.append("grant", scope);
    }
  }
  throw new Error("Cannot approve: the pages go round in circles");
}

/** Whether an address is a redirect URI with parameters. */
function leadsTo(url: string, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const [a, b] = [new URL(url), new URL(redirectUri)];
  return a.origin === b.origin && a.pathname === b.pathname;
}

function codeOf(url: string): string {
  const { searchParams } = new URL(url);
  const code = searchParams.get("code");
  if (code === null) throw new Error(`Cannot approve: ${searchParams.get("error")}`);
  return code;
}

/** The words of a page, without its markup and style. */
function words(page: string): string {
  const main = page.slice(page.indexOf("<main>"), page.indexOf("</main>"));
  const text = main.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).slice(0, 400);
}
