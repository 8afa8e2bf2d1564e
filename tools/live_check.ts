/**
 * Tries what the documentation of Globus does not say, with your own account, and prints a report
 * that can be pasted into an issue: `deno task live-check`.
 *
 * It only reads, apart from one small file in a collection that you name, and asks before that. The
 * report has statuses, names of fields and error codes: no token, code, secret, id or name.
 *
 * @module
 */
import { ConfidentialAppAuthClient, NativeAppAuthClient, VERSION } from "@globus-deno/sdk";

/** What the check needs from its user. */
export interface LiveCheckSetting {
  /** Id of a client without a secret, of which Globus shows the code to paste. */
  readonly clientId: string;
  /** A client with a secret, if its points are to be tried. */
  readonly confidential?: ConfidentialSetting | undefined;
  /** UUID of a collection whose files can be read by HTTPS, and a folder in it to write to. */
  readonly collection?: { readonly id: string; readonly folder: string } | undefined;
  /** How requests are sent. */
  readonly fetch: typeof fetch;
  /** Shows the URL, and gives the code that comes back; an empty text if none did. */
  logIn(authorizeUrl: string): Promise<string>;
  /** Asks whether something may be written. */
  mayWrite(question: string): Promise<boolean>;
}

/** A client with a secret. */
export interface ConfidentialSetting {
  readonly id: string;
  readonly secret: string;
  /** A redirect URI of the client. @default the page of Globus that shows the code */
  readonly redirectUri?: string | undefined;
}

/** A point that was tried. */
export interface Point {
  /** What was not known. */
  readonly question: string;
  /** What Globus did. */
  readonly answer: string;
}

const AUTH = "https://auth.globus.org";
const TRANSFER = "https://transfer.api.globus.org/v0.10";
const SCOPES = [
  ...["openid", "profile", "email", "urn:globus:auth:scope:transfer.api.globus.org:all"],
  "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships",
  "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/view_flows",
];
/** The page of Globus that shows the code to paste. */
const CODE_PAGE = `${AUTH}/v2/web/auth-code`;
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
/** What a report may show of a value of a service: a code, not a text. */
const CODE = /^[\w.:/=;*-]{1,60}$/;

/** Tries the points, one after the other. */
class LiveCheck {
  readonly points: Point[] = [];
  /** What the report must not contain. */
  readonly secrets: string[] = [];
  readonly #setting: LiveCheckSetting;
  readonly #limited: string[] = [];

  constructor(setting: LiveCheckSetting) {
    this.#setting = setting;
    if (setting.confidential) this.secrets.push(setting.confidential.secret);
  }

  /** Sends a request; notes what a refusal for too many requests says. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.#setting.fetch(url, { redirect: "manual", ...init });
    if (response.status === 429) {
      this.#limited.push(`${new URL(url).host}: ${header(response, "retry-after")}`);
    }
    return response;
  }

  async #point(question: string, work: () => Promise<string> | string): Promise<void> {
    let answer: string;
    try {
      answer = await work();
    } catch (error) {
      answer = `could not be tried (${error instanceof Error ? error.name : "unknown error"})`;
    }
    this.points.push({ question, answer });
  }

  /** Posts a form to the token endpoint. */
  #token(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const body = new URLSearchParams(form);
    return this.send(`${AUTH}/v2/oauth2/token`, { method: "POST", body, headers });
  }

  async run(): Promise<void> {
    const { clientId, collection, fetch } = this.#setting;
    const client = new NativeAppAuthClient(clientId, { fetch });
    const https = collection && `${AUTH}/scopes/${collection.id}/https`;
    const flow = client.oauth2StartFlow(https ? [...SCOPES, https] : SCOPES);
    const url = await flow.getAuthorizeUrl();
    const code = await this.#setting.logIn(url);
    this.secrets.push(code, flow.verifier);
    const tokens = await flow.exchangeCodeForTokens(code);
    const services = tokens.byResourceServer;
    for (const { access_token, refresh_token } of Object.values(services)) {
      this.secrets.push(access_token, ...refresh_token ? [refresh_token] : []);
    }
    const { id_token: idToken } = tokens.data as { id_token?: string };
    const claims = idToken ? payloadOf(idToken) : {};
    if (idToken) this.secrets.push(idToken);
    await this.#idToken(claims, new URL(url).searchParams.get("nonce"), services);
    await this.#secretEncoding();
    await this.#pkceWithSecret();
    await this.#services((server) => services[server]?.access_token);
    if (collection) await this.#files(collection, (server) => services[server]?.access_token);
    // Last: a server may revoke the tokens of a code that is used twice (RFC 6749 section 4.1.2).
    await this.#grants(clientId, code, flow.verifier);
    await this.#point(
      "429 comes with Retry-After",
      () => this.#limited.length > 0 ? this.#limited.join(", ") : "no request was refused with 429",
    );
  }

  async #idToken(
    claims: Record<string, unknown>,
    nonce: string | null,
    services: Record<string, { access_token: string }>,
  ): Promise<void> {
    await this.#point(
      "the ID token repeats the nonce",
      () => claims.nonce === undefined ? "no" : claims.nonce === nonce ? "yes" : "another value",
    );
    await this.#point("at_hash is made from the token for", async () => {
      if (claims.at_hash === undefined) return "there is no at_hash";
      for (const [server, { access_token }] of Object.entries(services)) {
        if (await atHash(access_token) === claims.at_hash) return server;
      }
      return "none of the access tokens";
    });
  }

  async #grants(clientId: string, code: string, verifier: string): Promise<void> {
    const form = { client_id: clientId, grant_type: "authorization_code", code_verifier: verifier };
    const redirect = { redirect_uri: CODE_PAGE };
    await this.#point(
      "a code that was used already is refused with",
      async () => await describe(await this.#token({ ...form, ...redirect, code })),
    );
    await this.#point(
      "a code that never was is refused with",
      async () => await describe(await this.#token({ ...form, ...redirect, code: "made-up" })),
    );
    await this.#point("a refresh token that never was is refused with", async () =>
      await describe(
        await this.#token({
          client_id: clientId,
          grant_type: "refresh_token",
          refresh_token: "made-up",
        }),
      ));
  }

  async #secretEncoding(): Promise<void> {
    const { confidential } = this.#setting;
    const form = { grant_type: "client_credentials", scope: SCOPES[3] };
    for (const encoding of ["unencoded", "form-encoded"]) {
      await this.#point(`a client's secret, sent ${encoding}, is answered with`, async () => {
        if (!confidential) return "not tried: no client with a secret was given";
        const { id, secret } = confidential;
        if (!/[+/=]/.test(secret)) return "not tried: the secret has none of + / =";
        const sent = encoding === "unencoded" ? secret : encodeURIComponent(secret);
        const basic = `Basic ${btoa(`${id}:${sent}`)}`;
        return String((await this.#token(form, { authorization: basic })).status);
      });
    }
  }

  /** A login for each point: a code is good for one try. */
  async #pkceWithSecret(): Promise<void> {
    const verifiers = { "its verifier": (own: string) => own, "another verifier": anotherVerifier };
    for (const [which, verifierFor] of Object.entries(verifiers)) {
      await this.#point(
        `a login with PKCE and a client's secret, sent with ${which}, is answered with`,
        async () => await this.#exchangeWithSecret(verifierFor),
      );
    }
  }

  async #exchangeWithSecret(verifierFor: (own: string) => string): Promise<string> {
    const { confidential, fetch } = this.#setting;
    if (!confidential) return "not tried: no client with a secret was given";
    const { id, secret, redirectUri = CODE_PAGE } = confidential;
    const client = new ConfidentialAppAuthClient(id, secret, { fetch });
    const flow = client.oauth2StartFlow(redirectUri, ["openid"]);
    const code = await this.#setting.logIn(await flow.getAuthorizeUrl());
    if (code === "") return "not tried: no code came back";
    this.secrets.push(code, flow.verifier);
    const response = await this.#token({
      ...{ grant_type: "authorization_code", code, redirect_uri: redirectUri },
      code_verifier: verifierFor(flow.verifier),
    }, { authorization: `Basic ${btoa(`${id}:${secret}`)}` });
    const { access_token, id_token } = await response.clone().json().catch(() => ({}));
    this.secrets.push(...[access_token, id_token].filter((token) => typeof token === "string"));
    return await describe(response);
  }

  async #services(tokenFor: (server: string) => string | undefined): Promise<void> {
    const get = (server: string, url: string) => {
      const token = tokenFor(server);
      if (token === undefined) throw new Error("There is no token");
      return this.send(url, { headers: { authorization: `Bearer ${token}` } });
    };
    await this.#point("Transfer's fields= leaves of a task", async () => {
      const response = await get(
        "transfer.api.globus.org",
        `${TRANSFER}/task_list?limit=1&fields=task_id,status`,
      );
      const { DATA: [task] = [] } = await response.json();
      return task ? Object.keys(task).sort().join(" ") : `${response.status}, without a task`;
    });
    await this.#point(
      "an unknown endpoint of Transfer is refused with",
      async () =>
        await describe(await get("transfer.api.globus.org", `${TRANSFER}/endpoint/${UNKNOWN_ID}`)),
    );
    await this.#point("an unknown group is refused with", async () =>
      await describe(
        await get(
          "groups.api.globus.org",
          `https://groups.api.globus.org/v2/groups/${UNKNOWN_ID}`,
        ),
      ));
    await this.#point("an unknown flow is refused with", async () =>
      await describe(
        await get("flows.globus.org", `https://flows.automate.globus.org/flows/${UNKNOWN_ID}`),
      ));
  }

  async #files(
    { id, folder }: { id: string; folder: string },
    tokenFor: (server: string) => string | undefined,
  ): Promise<void> {
    const described = await this.send(`${TRANSFER}/endpoint/${id}`, {
      headers: { authorization: `Bearer ${tokenFor("transfer.api.globus.org")}` },
    });
    const { https_server: server } = await described.json();
    const at = `${server}${folder.replace(/\/*$/, "/")}globus-live-check-${crypto.randomUUID()}`;
    const send = (method: string, headers: Record<string, string> = {}, body?: string) =>
      this.send(at, {
        ...{ method, body },
        headers: { ...headers, authorization: `Bearer ${tokenFor(id)}` },
      });
    await this.#point(
      "a file that is missing is answered by HTTPS with",
      async () => await describe(await send("GET")),
    );
    const isAllowed = await this.#setting.mayWrite(
      "May this write a file of 10 bytes into the folder, and delete it?",
    );
    const written = (question: string, work: () => Promise<string>) =>
      this.#point(question, () => isAllowed ? work() : "not tried: writing was not allowed");
    await written(
      "a new file is answered with",
      async () => String((await send("PUT", {}, "0123456789")).status),
    );
    await written(
      "a file that exists is answered with",
      async () => String((await send("PUT", {}, "0123456789")).status),
    );
    await written("a range is answered with", async () => {
      const response = await send("GET", { range: "bytes=2-4" });
      await response.body?.cancel();
      return `${response.status}, content-range ${header(response, "content-range")}, ` +
        `etag ${response.headers.has("etag")}, last-modified ${
          response.headers.has("last-modified")
        }`;
    });
    await written(
      "a range behind the end is answered with",
      async () => await describe(await send("GET", { range: "bytes=50-" })),
    );
    await written("a deletion is answered with", async () => String((await send("DELETE")).status));
  }
}

/** A header if it is a code or a number, otherwise its length. */
function header(response: Response, name: string): string {
  const value = response.headers.get(name);
  if (value === null) return "absent";
  return CODE.test(value.replaceAll(" ", "-")) ? value : `${value.length} characters`;
}

/** Status, type, and of a JSON object its fields and codes. */
async function describe(response: Response): Promise<string> {
  const parts = [String(response.status), header(response, "content-type").split(";")[0]];
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    parts.push(`fields ${Object.keys(body).filter((name) => CODE.test(name)).sort().join(" ")}`);
    const code = body.code ?? body.error?.code ?? body.error;
    if (typeof code === "string" && CODE.test(code)) parts.push(`code ${code}`);
  } catch { // It is not JSON: its length says enough.
    parts.push(`${text.length} characters`);
  }
  return parts.join(", ");
}

/** A verifier that is valid, but is not that of the login (RFC 7636 section 4.1). */
function anotherVerifier(own: string): string {
  return (own.startsWith("a") ? "b" : "a") + own.slice(1);
}

/** The claims of an ID token. What they are used for needs no signature. */
function payloadOf(idToken: string): Record<string, unknown> {
  const bytes = Uint8Array.fromBase64(idToken.split(".")[1], { alphabet: "base64url" });
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The left half of a token's hash (OpenID Connect Core 1.0 section 3.1.3.6). */
async function atHash(token: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(token));
  const half = new Uint8Array(hash).slice(0, 32);
  return half.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Tries all points.
 *
 * @returns The report, in Markdown.
 * @throws {Error} If the report would contain a secret.
 */
export async function liveCheck(setting: LiveCheckSetting): Promise<string> {
  const check = new LiveCheck(setting);
  await check.run();
  const report = [
    `@globus-deno/sdk ${VERSION}, ${new Date().toISOString().slice(0, 10)}`,
    "",
    "| point | answer |",
    "| --- | --- |",
    ...check.points.map(({ question, answer }) => `| ${question} | ${answer} |`),
  ].join("\n");
  if (check.secrets.some((secret) => report.includes(secret))) {
    throw new Error("Cannot print the report: it contains a secret");
  }
  return report;
}

/** The code in what a user pastes: the code itself, or the address that the browser was sent to. */
export function codeIn(pasted: string): string {
  const text = pasted.trim();
  return URL.canParse(text) ? new URL(text).searchParams.get("code") ?? "" : text;
}

/** The value of `--name=value`. */
function option(name: string): string | undefined {
  const prefix = `--${name}=`;
  return Deno.args.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
}

if (import.meta.main) {
  const collectionId = option("collection");
  const id = Deno.env.get("GLOBUS_CLIENT_ID");
  const secret = Deno.env.get("GLOBUS_CLIENT_SECRET");
  const report = await liveCheck({
    clientId: option("client") ?? "61338d24-54d5-408f-a10d-66c06b59f6d2",
    confidential: id && secret ? { id, secret, redirectUri: option("redirect") } : undefined,
    collection: collectionId ? { id: collectionId, folder: option("folder") ?? "/~/" } : undefined,
    fetch,
    async logIn(url) {
      console.error(`Log in with Globus at this address:\n\n${url}\n`);
      const pasted = prompt("Paste the code, or the address that you are sent to, here:");
      return await Promise.resolve(codeIn(pasted ?? ""));
    },
    mayWrite: async (question) => await Promise.resolve(confirm(question)),
  });
  console.log(report);
}
