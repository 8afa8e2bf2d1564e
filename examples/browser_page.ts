/**
 * The script of a page without a server: log in by redirect, and list my collections.
 *
 *     deno task example browser_page
 */
import {
  finishRedirectLogin,
  RedirectLoginFlowManager,
  TransferClient,
  UserApp,
  WebTokenStorage,
} from "@globus-deno/sdk";

// The tutorial's own client. Register yours at https://app.globus.org/settings/developers as an
// application without a secret, with the address of your page as its redirect URI.
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

const app = new UserApp("My page", {
  clientId: CLIENT_ID,
  scopeRequirements: { "auth.globus.org": ["openid", "profile"] },
  config: {
    // Tokens last as long as the tab. With localStorage all tabs share them.
    tokenStorage: new WebTokenStorage(sessionStorage),
    loginFlowManager: RedirectLoginFlowManager,
    // The page says where the sandbox is, if there is one.
    sandboxUrl: document.querySelector<HTMLMetaElement>("meta[name=globus-sandbox]")?.content,
  },
});
// Make the clients first: a login requests the scopes of all of them.
const tc = new TransferClient({ app });

/** Finds an element that the page is known to have. */
function element(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector)!;
}

async function show(): Promise<void> {
  const button = element("button");
  if (await app.loginRequired()) {
    element("#who").textContent = "You are not logged in.";
    element("#collections").replaceChildren();
    button.textContent = "Log in";
    button.onclick = () => void app.login().catch(report);
  } else {
    const { username } = await app.whoami();
    element("#who").textContent = `You are logged in as ${username}.`;
    button.textContent = "Log out";
    button.onclick = () => void app.logout().then(show).catch(report);
    for await (const { display_name } of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
      const item = document.createElement("li");
      // Names come from other people: as text they cannot run anything.
      item.textContent = display_name ?? "without a name";
      element("#collections").append(item);
    }
  }
  button.hidden = false;
}

function report(error: unknown): void {
  element("#problem").textContent = error instanceof Error ? error.message : String(error);
}

try {
  // Takes the code, if the browser comes back from Globus.
  await finishRedirectLogin(app);
} catch (error) {
  report(error);
}
await show().catch(report);
