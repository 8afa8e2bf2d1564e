import { json } from "../http/json.ts";
import { SERVICE_HOSTS } from "../http/hosts.ts";
import type { Router } from "../http/router.ts";
import { login } from "../person/tokens.ts";
import { bodyOf, type DoorCall, neededIn, switchIn, textIn, textsIn } from "./door.ts";

/** Adds the doors that give codes and tokens, and end tokens. */
export function addLoginDoors(router: Router<DoorCall>): void {
  router
    .on("POST /_sandbox/approve", approve)
    .on("POST /_sandbox/login", giveTokens)
    .on("POST /_sandbox/tokens", giveTokens)
    .on("DELETE /_sandbox/tokens", endTokens);
}

/** Plays the person in the browser, up to the redirect to the client. */
async function approve(call: DoorCall): Promise<Response> {
  const body = await bodyOf(call, "url", "username", "deny", "scopes");
  const url = neededIn(body, "url");
  if (!URL.canParse(url)) throw new TypeError('"url" is not the address of an authorize page');
  const answer = await call.sandbox.approve(url, {
    username: textIn(body, "username"),
    deny: switchIn(body, "deny"),
    scopes: textsIn(body, "scopes"),
  });
  // The page for codes shows a code; all else is a redirect.
  if (!URL.canParse(answer)) return json({ redirect: null, code: answer });
  return json({ redirect: answer, code: new URL(answer).searchParams.get("code") });
}

async function giveTokens(call: DoorCall): Promise<Response> {
  const body = await bodyOf(
    call,
    ...["username", "client_id", "scopes", "refresh_tokens", "mfa"],
  );
  const { scopes } = body;
  const options = {
    username: textIn(body, "username"),
    clientId: textIn(body, "client_id"),
    scopes: typeof scopes === "string" ? scopes : textsIn(body, "scopes") ?? "openid",
    refreshTokens: switchIn(body, "refresh_tokens"),
    mfa: switchIn(body, "mfa"),
  };
  const issuer = `${call.url.origin}/${SERVICE_HOSTS.get("auth")}`;
  return json(await login(call.sandbox, options, { issuer, throughPort: true }));
}

/** Ends all access tokens, as if their time were over: clients must renew them. */
function endTokens({ sandbox }: DoorCall): Response {
  const { accessTokens } = sandbox.world;
  const ended = accessTokens.size;
  accessTokens.clear();
  return json({ ended });
}
