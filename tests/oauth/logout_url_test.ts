import { assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { BrowserCookies } from "../../lib/sandbox/person/browser.ts";
import { Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";

const LOGOUT = "https://auth.globus.org/v2/web/logout";

Deno.test("webLogoutUrl() names the client, the address of the link, and its text", () => {
  const client = new ConfidentialAppAuthClient("the-client", "secret");
  assertEquals(client.webLogoutUrl(), `${LOGOUT}?client_id=the-client`);
  const url = new URL(
    client.webLogoutUrl({ redirectUri: "https://portal.example/?a=1&b=2", redirectName: "A & B" }),
  );
  assertEquals(url.origin + url.pathname, LOGOUT);
  assertEquals(Object.fromEntries(url.searchParams), {
    client_id: "the-client",
    redirect_uri: "https://portal.example/?a=1&b=2",
    redirect_name: "A & B",
  });
  const preview = new NativeAppAuthClient("x", { environment: "preview" });
  assertEquals(preview.webLogoutUrl(), "https://auth.preview.globus.org/v2/web/logout?client_id=x");
});

Deno.test("webLogoutUrl() refuses insecure addresses", () => {
  const client = new NativeAppAuthClient("the-client");
  for (
    const redirectUri of [
      "",
      "/",
      "//portal.example",
      "http://portal.example/",
      "http://localhost@evil.example/",
      "https://user:secret@portal.example/",
      "javascript:alert(1)",
      "https://portal.example/\r\nx",
      "https://portal.example/#x",
    ]
  ) {
    assertThrows(() => client.webLogoutUrl({ redirectUri }), GlobusSDKUsageError);
  }
  assertThrows(() => client.webLogoutUrl({ redirectName: "Portal" }), TypeError, "redirectUri");
  assertThrows(() => client.webLogoutUrl("https://portal.example/" as never), TypeError);
});

Deno.test("after webLogoutUrl() the next login asks the user to log in again", async () => {
  const sandbox = new Sandbox();
  const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, { fetch: sandbox.fetch });
  const cookies = new BrowserCookies();
  const logIn = (username: string) => {
    const flow = client.oauth2StartFlow("openid", {
      redirectUri: "http://localhost:8000/callback",
    });
    return flow.getAuthorizeUrl().then((url) => sandbox.approve(url, { username, cookies }));
  };
  const whoIs = async (back: string) => {
    const code = new URL(back).searchParams.get("code")!;
    const tokens = await client.oauth2ExchangeCodeForTokens(code);
    return (await tokens.decodeIdToken()).sub;
  };
  const [ada, mei] = ["ada@fjord.example", "mei@fjord.example"];
  const id = (username: string) => sandbox.world.identityByUsername(username)!.id;
  assertEquals(await whoIs(await logIn(ada)), id(ada));
  // The browser is logged in as Ada: the page asks nothing.
  assertEquals(await whoIs(await logIn(mei)), id(ada));
  const url = client.webLogoutUrl({
    redirectUri: "http://localhost:8000/",
    redirectName: "Tutorial",
  });
  const page = await sandbox.browse(url, { headers: { cookie: cookies.header } });
  cookies.keep(page);
  assertEquals((await page.text()).includes('href="http://localhost:8000/"'), true);
  assertEquals(await whoIs(await logIn(mei)), id(mei));
});
