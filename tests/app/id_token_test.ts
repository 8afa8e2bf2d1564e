/**
 * Forged ID tokens in every public method that identifies a person by an ID token.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { InvalidIDTokenError } from "../../lib/oauth/errors.ts";
import { type DecodeParams, IDTokenDecoder } from "../../lib/oauth/id_token.ts";
import type { IDTokenDecoderOptions } from "../../lib/oauth/id_token.ts";
import { LoginStates, MemoryLoginStateStore } from "../../lib/oauth/login_states.ts";
import { WebLoginManager } from "../../lib/login/web.ts";
import { TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { Setting, TRANSFER_ALL } from "../kit/apps.ts";
import { errorOf } from "../kit/outcomes.ts";

/** All public methods that turn an ID token into claims or an identity. */
const doors: Record<string, (setting: Setting) => Promise<unknown>> = {
  "decode()": async (setting) => {
    const { client, idToken, nonce } = await tokensOf(setting);
    return await new IDTokenDecoder(client).decode(idToken, { nonce });
  },
  "decode() without a client": async (setting) => {
    const { transport, idToken, nonce } = await tokensOf(setting);
    const decoder = new IDTokenDecoder(undefined, {
      issuer: "https://auth.globus.org",
      jwksUri: "https://auth.globus.org/jwk.json",
      verifyAudience: TUTORIAL_CLIENT_ID,
      transport,
    });
    return await decoder.decode(idToken, { nonce });
  },
  "tokens.decodeIdToken()": async (setting) => {
    const { tokens } = await tokensOf(setting);
    return await tokens.decodeIdToken();
  },
  "tokens.decodeIdToken() with checks off": async (setting) => {
    const { tokens } = await tokensOf(setting);
    const off = { verifySignature: false, verifyExp: false } as IDTokenDecoderOptions;
    return await tokens.decodeIdToken(off);
  },
  "WebLoginManager.finish()": async (setting) => {
    const { client } = makeClient(setting);
    const redirectUri = "http://127.0.0.1:8080/callback";
    const states = new LoginStates(new MemoryLoginStateStore(), setting.clock);
    const web = new WebLoginManager(client, { redirectUri, states });
    const url = await web.begin("browser", { required_scopes: ["openid"] });
    return await web.finish("browser", await setting.sandbox.approve(url));
  },
  "UserApp.login()": (setting) => setting.userApp().login(),
  "UserApp.storeTokenResponse()": async (setting) => {
    const { tokens } = await tokensOf(setting);
    await setting.userApp().storeTokenResponse(tokens);
  },
  "TokenStorage.storeTokenResponse()": async (setting) => {
    const { tokens } = await tokensOf(setting);
    await setting.storage.storeTokenResponse(tokens);
  },
};

function makeClient({ sandbox, clock }: Setting) {
  const transport = { fetch: sandbox.fetch, clock };
  return { transport, client: new NativeAppAuthClient(TUTORIAL_CLIENT_ID, transport) };
}

/** The tokens of a login, with their ID token. */
async function tokensOf(setting: Setting) {
  const { client, transport } = makeClient(setting);
  const flow = client.oauth2StartFlow(["openid", TRANSFER_ALL], { refreshTokens: true });
  const code = await setting.sandbox.approve(await flow.getAuthorizeUrl());
  const tokens = await flow.exchangeCodeForTokens(code);
  const { id_token: idToken } = tokens.data as { id_token: string };
  return { client, transport, tokens, idToken, nonce: flow.nonce };
}

/** Forgeries: no signature in several spellings, other algorithms, wrong signatures. */
const forged: Record<string, (token: string) => string> = {
  "alg none, no signature": (token) => withHeader(token, { alg: "none" }, ""),
  "alg none, any signature": (token) => withHeader(token, { alg: "none" }, "AAAA"),
  "alg None": (token) => withHeader(token, { alg: "None" }, "AAAA"),
  "alg NONE with the right signature": (token) => withHeader(token, { alg: "NONE" }),
  "no alg": (token) => withHeader(token, {}),
  "HS512": (token) => withHeader(token, { alg: "HS512" }, "AAAA"),
  "crit": (token) => withHeader(token, { alg: "RS512", crit: ["exp"] }),
  "no signature": (token) => token.replace(/[^.]*$/, ""),
  "another signature": (token) => token.replace(/[^.]*$/, "AAAA"),
};

function withHeader(token: string, header: object, signature?: string): string {
  const [, payload, own] = token.split(".");
  const text = new TextEncoder().encode(JSON.stringify(header))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  return `${text}.${payload}.${signature ?? own}`;
}

for (const [name, enter] of Object.entries(doors)) {
  Deno.test(`C10 ${name} accepts no forged ID token`, async () => {
    await enter(new Setting());
    for (const [kind, change] of Object.entries(forged)) {
      const setting = new Setting();
      setting.sandbox.hostile.idToken = { change };
      const error = await errorOf(() => enter(setting));
      assert(error instanceof InvalidIDTokenError, `${kind}: ${error}`);
      assert(["malformed", "algorithm", "signature"].includes(error.fault), kind);
      assertEquals((await setting.storage.getTokenDataByResourceServer()).size, 0);
    }
  });
}

Deno.test("C10 looking into a forged ID token still requires the right form and algorithm", async () => {
  const setting = new Setting();
  const { client, idToken, nonce } = await tokensOf(setting);
  const decoder = new IDTokenDecoder(client);
  const off: DecodeParams = { nonce, verifySignature: false, verifyExp: false };
  for (const [kind, change] of Object.entries(forged)) {
    const looking = decoder.decode(change(idToken), off);
    // The option is for tokens with another signature.
    if (kind === "another signature") assertEquals((await looking).nonce, nonce);
    else assert(await errorOf(() => looking) instanceof InvalidIDTokenError, kind);
  }
});

Deno.test("A3 an app accepts a login whose ID token lacks the nonce, and refuses a wrong one", async () => {
  const setting = new Setting();
  setting.sandbox.hostile.idToken = { omit: ["nonce"] };
  const app = setting.userApp();
  await app.login();
  assertEquals((await app.whoami()).identityId, setting.sandbox.world.people[0].primary.id);
  setting.sandbox.hostile.idToken = { claims: { nonce: "another" } };
  const storage = new MemoryTokenStorage();
  const login = () => setting.userApp({ tokenStorage: storage }).login();
  const error = await errorOf(login);
  assert(error instanceof InvalidIDTokenError);
  assertEquals(error.fault, "nonce");
  assertEquals((await storage.getTokenDataByResourceServer()).size, 0);
});
