import { GlobusError } from "@globus-deno/sdk";
import { HttpError } from "fresh";
import { seeOther } from "../../site/portal/server/see_other.ts";
import { define } from "../../site/portal/state.ts";

/** Revokes the tokens for one service, the refresh token first, and removes them from the session. */
export const handler = define.handlers({
  async POST({ state }) {
    const { globus, session } = state;
    const server = state.form?.get("resource_server");
    const { tokens } = session.data;
    if (typeof server !== "string" || !Object.hasOwn(tokens, server)) throw new HttpError(404);
    const { access_token, refresh_token } = tokens[server];
    const client = globus.loginClient();
    let isTold = true;
    for (const token of [refresh_token, access_token]) {
      if (token === null) continue;
      try {
        await client.oauth2RevokeToken(token, {}, { timeoutMs: 5_000 });
      } catch (error) {
        if (!(error instanceof GlobusError)) throw error;
        console.error(`Request ${state.requestId}: the revocation failed: ${error.message}`);
        isTold = false;
      }
    }
    await session.update((data) => {
      delete data.tokens[server];
      data.flash = {
        notice: isTold ? { kind: "good", text: `The tokens for ${server} are revoked.` } : {
          kind: "bad",
          text: `The tokens for ${server} are forgotten here, but Globus could not be told: ` +
            "they may be good until they end.",
        },
      };
    });
    return seeOther("/tokens");
  },
});
