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
    const results = await globus.revoke([tokens[server]]);
    for (const { error } of results) {
      if (error) {
        console.error(`Request ${state.requestId}: the revocation failed: ${error.message}`);
      }
    }
    const isTold = results.every(({ revoked }) => revoked);
    await globus.app.tokenStorage.removeTokenData(server);
    await session.update((data) => {
      data.flash = {
        notice: isTold ? { kind: "good", text: `The tokens for ${server} are revoked.` } : {
          kind: "bad",
          text: `The tokens for ${server} are deleted here, but Globus could not be reached, so ` +
            "they may stay valid until they expire.",
        },
      };
    });
    return seeOther("/tokens");
  },
});
