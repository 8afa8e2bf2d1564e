import { MissingTokenError } from "@globus-deno/sdk";
import { mustLogIn } from "../globus/globus.ts";
import { seeOther } from "../server/see_other.ts";
import { SessionEndedError } from "../session/sessions.ts";
import { define, type State } from "../state.ts";
import { actionPage } from "./action_page.ts";

/** Names of the services that pages call. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["auth.globus.org", "Globus Auth"],
  ["flows.globus.org", "Globus Flows"],
  ["groups.api.globus.org", "Globus Groups"],
  ["search.api.globus.org", "Globus Search"],
  ["transfer.api.globus.org", "Globus Transfer"],
]);

/** Sends a visitor who must log in to the login page, which says why and leads back to this page. */
export const loginRedirect = define.middleware(async (ctx) => {
  try {
    return await ctx.next();
  } catch (error) {
    if (!mustLogIn(error)) throw error;
    const { req, state, url } = ctx;
    const returnTo = req.method === "GET" ? url.pathname + url.search : actionPage(url.pathname);
    await sayWhy(state, error);
    return seeOther(`/login?return_to=${encodeURIComponent(returnTo)}`);
  }
});

/** Leaves a notice for a visitor who is logged in, and would not know why to log in again. */
async function sayWhy({ session }: State, error: unknown): Promise<void> {
  if (!session?.data.user) return;
  const server = error instanceof MissingTokenError ? error.resourceServer : "";
  const name = NAMES.get(server);
  const text = name
    ? `This session has no token for ${name}: it was revoked, or it expired and could not be refreshed.`
    : "A token of this session expired or was revoked, and could not be refreshed.";
  try {
    await session.update((data) => {
      data.flash = {
        ...data.flash,
        notice: { kind: "info", title: "Log in again to continue", text },
      };
    });
  } catch (ended) {
    // A logout in another tab explains itself.
    if (!(ended instanceof SessionEndedError)) throw ended;
  }
}
