import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  finishRedirectLogin,
  type PageLike,
  RedirectLoginFlowManager,
} from "../../lib/app/redirect_login.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { LoginRequiredError } from "../../lib/login/errors.ts";
import { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import { Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { IdentityMismatchError } from "../../lib/storage/errors.ts";
import { WebTokenStorage } from "../../lib/storage/web_storage.ts";
import type { WebStorageLike } from "../../lib/storage/web_storage_like.ts";
import { tokenRequests, TRANSFER_ALL } from "../kit/logins.ts";
import { heardSignal } from "../kit/heard_signal.ts";

const HOME = "http://localhost:8000/app/";

/** A browser's storage. */
function memory(): WebStorageLike & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

/** A page, and where its scripts have led it. */
class FakePage implements PageLike {
  /** Addresses in the order in which the page had them. */
  readonly addresses: string[];
  /** Where it was left for, and how. */
  readonly left: string[] = [];
  readonly #listeners = new Set<(event: { persisted: boolean }) => void>();
  #changed = Promise.withResolvers<void>();

  constructor(href: string) {
    this.addresses = [href];
  }

  get location() {
    return {
      href: this.addresses.at(-1)!,
      assign: (url: string) => void this.left.push(url),
      replace: (url: string) => void this.left.push(`replace ${url}`),
    };
  }

  get history() {
    return {
      replaceState: (_data: unknown, _unused: string, url: string) =>
        void this.addresses.push(new URL(url, this.addresses.at(-1)).href),
    };
  }

  addEventListener(_type: string, listener: (event: { persisted: boolean }) => void) {
    this.#listeners.add(listener);
    this.#change();
  }

  removeEventListener(_type: string, listener: (event: { persisted: boolean }) => void) {
    this.#listeners.delete(listener);
    this.#change();
  }

  /** Shows the page again, from the browser's cache of pages or loaded again. */
  show(persisted: boolean) {
    for (const listener of this.#listeners) listener({ persisted });
  }

  #change() {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Waits until the page has this number of listeners. */
  async untilListeners(count: number): Promise<void> {
    while (this.#listeners.size !== count) await this.#changed.promise;
  }
}

/** A browser with one tab, whose pages are of one program. */
function setting(loginRedirectUri: string | undefined = HOME) {
  const sandbox = new Sandbox();
  const [storage, tokens] = [memory(), memory()];
  /** Loads the page, as a visit or a reload does. */
  const load = (href: string) => {
    const page = new FakePage(href);
    const app = new UserApp("my-page", {
      clientId: TUTORIAL_CLIENT_ID,
      scopeRequirements: { "transfer.api.globus.org": TRANSFER_ALL },
      config: {
        ...sandbox.clientOptions,
        loginRedirectUri,
        tokenStorage: new WebTokenStorage(tokens),
        loginFlowManager: {
          forGlobusApp: (context) =>
            new RedirectLoginFlowManager(context.loginClient, { ...context, storage, page }),
        },
      },
    });
    return { app, page, finish: () => finishRedirectLogin(app, { storage, page }) };
  };
  /** Begins a login on a page, and gives the address that the page is left for. */
  const begin = async (href: string) => {
    const { app, page } = load(href);
    const { promise, resolve } = Promise.withResolvers<string>();
    page.left.push = (url) => {
      resolve(url);
      return 1;
    };
    const login = app.login();
    login.catch(() => {});
    return { app, page, login, url: await promise };
  };
  return { sandbox, storage, tokens, load, begin };
}

Deno.test("a login by redirect goes to Globus, comes back, and leads to where it began", async () => {
  const { sandbox, load, begin } = setting();
  const { url } = await begin(`${HOME}?collection=7#files`);
  const query = new URL(url).searchParams;
  assertEquals(query.get("redirect_uri"), HOME);
  assertEquals(query.get("code_challenge_method"), "S256");
  assertEquals(query.get("access_type"), "online");

  const back = load(await sandbox.approve(url));
  const login = await back.finish();
  assertEquals(login?.claims?.sub, sandbox.world.people[0].primary.id);
  assertEquals(login?.returnTo, "/app/?collection=7#files");
  assertEquals(await back.app.loginRequired(), false);
  // The code leaves the address before it is sent.
  assertEquals(back.page.addresses.slice(1), [HOME, `${HOME}?collection=7#files`]);
  assertEquals(back.page.left, []);
});

Deno.test("a page that is loaded again has the tokens, and sends nothing", async () => {
  const { sandbox, load, begin } = setting();
  const { url } = await begin(HOME);
  const callback = await sandbox.approve(url);
  await load(callback).finish();
  const sent = sandbox.requests.length;
  for (const href of [HOME, callback]) {
    const again = load(href);
    assertEquals(await again.finish(), undefined);
    assertEquals(await again.app.loginRequired(), false);
    // The back button leads to the callback: the code leaves the address again.
    assertEquals(again.page.location.href, HOME);
  }
  assertEquals(sandbox.requests.length, sent);
});

Deno.test("a login that began on another page of the site leads back there", async () => {
  const { sandbox, load, begin } = setting();
  const { url } = await begin("http://localhost:8000/search?text=ice");
  const back = load(await sandbox.approve(url));
  await back.finish();
  assertEquals(back.page.left, ["replace /search?text=ice"]);
});

Deno.test("without a redirect URI the browser comes back to the page where the login began", async () => {
  const { sandbox, load, begin } = setting(undefined);
  const { url } = await begin(`${HOME}?a=1#b`);
  assertEquals(new URL(url).searchParams.get("redirect_uri"), HOME);
  assert(await load(await sandbox.approve(url)).finish());
});

Deno.test("an address other than the callback of a login is left alone", async () => {
  const { load } = setting();
  for (
    const href of [
      HOME,
      `${HOME}?code=coupon`,
      `${HOME}?state=open`,
      "http://localhost:8000/other/?code=x&state=y",
      "http://localhost:9000/app/?code=x&state=y",
    ]
  ) {
    const { finish, page } = load(href);
    assertEquals(await finish(), undefined, href);
    assertEquals(page.addresses, [href]);
  }
});

Deno.test("A1 a callback that no login of this tab waits for is refused, and nothing is sent", async () => {
  const { sandbox, storage, load, begin } = setting();
  const { url } = await begin(HOME);
  const callback = await sandbox.approve(url);
  const sent = sandbox.requests.length;
  const forged = new URL(callback);
  forged.searchParams.set("state", "guessed");
  // Another tab has a session storage of its own.
  const other = setting();
  for (const tab of [load(forged.href), other.load(callback)]) {
    const error = await assertRejects(tab.finish, LoginCallbackError);
    assertEquals(error.fault, "state");
    assertEquals(tab.page.location.href, HOME);
  }
  assertEquals(sandbox.requests.length, sent);
  assert(storage.items.get("globus-sdk-logins"));
  assert(await load(callback).finish());
});

Deno.test("two logins of a tab do not disturb each other, and each is taken once", async () => {
  const { sandbox, storage, load, begin } = setting();
  const first = await begin(`${HOME}?first`);
  const second = await begin(`${HOME}?second`);
  const login = await load(await sandbox.approve(first.url)).finish();
  assertEquals(login?.returnTo, "/app/?first");
  assertEquals((await load(await sandbox.approve(second.url)).finish())?.returnTo, "/app/?second");
  assertEquals(storage.items.get("globus-sdk-logins"), "[]");
  assertEquals(tokenRequests(sandbox), 2);
});

Deno.test("a refused login is an error with the page to go to, and the address is clean", async () => {
  const { sandbox, load, begin } = setting();
  const { url } = await begin(`${HOME}?collection=7`);
  const { finish, page } = load(await sandbox.approve(url, { deny: true }));
  const error = await assertRejects(finish, LoginCallbackError);
  assertEquals([error.fault, error.error], ["refused", "access_denied"]);
  assertEquals(error.returnTo, "/app/?collection=7");
  assertEquals(page.location.href, HOME);
});

Deno.test("who comes back by the back button can log in again", async () => {
  const { begin } = setting();
  const { app, page, login } = await begin(HOME);
  page.show(false);
  page.show(true);
  const error = await assertRejects(() => login, LoginRequiredError);
  assertMatch(error.message, /came back without a login/);
  await page.untilListeners(0);
  const again = app.login();
  again.catch(() => {});
  await page.untilListeners(1);
  page.show(true);
  await assertRejects(() => again, LoginRequiredError);
});

Deno.test("R5 an aborted login by redirect ends, and listens to nothing any more", async () => {
  const { load } = setting();
  const { app, page } = load(HOME);
  const controller = new AbortController();
  const login = app.login({}, { signal: controller.signal });
  login.catch(() => {});
  await page.untilListeners(1);
  controller.abort(new Error("enough"));
  await assertRejects(() => login, Error, "enough");
  await page.untilListeners(0);
  // A login that fails for another reason leaves no listener on its signal.
  const { signal, listeners } = heardSignal();
  const other = load(HOME);
  const second = other.app.login({}, { signal });
  second.catch(() => {});
  await other.page.untilListeners(1);
  other.page.show(true);
  await assertRejects(() => second, LoginRequiredError);
  assertEquals(listeners.size, 0);
});

Deno.test("the tokens of another person are refused, and revoked", async () => {
  const { sandbox, tokens, load, begin } = setting();
  await load(await sandbox.approve((await begin(HOME)).url)).finish();
  const kept = () => JSON.parse(tokens.items.get("globus-sdk-tokens")!).data;
  const before = kept();
  const { app, page } = load(HOME);
  const left = Promise.withResolvers<string>();
  page.left.push = (url) => {
    left.resolve(url);
    return 1;
  };
  app.login({ force: true }).catch(() => {});
  const other = { username: "kofi@harbor.example" };
  const back = load(await sandbox.approve(await left.promise, other));
  await assertRejects(back.finish, IdentityMismatchError);
  assertEquals(kept(), before);
  assert(sandbox.requests.some(({ route }) => route?.endsWith("/v2/oauth2/token/revoke")));
});
