import { assert, assertEquals } from "@std/assert";
import { COMPUTE_SCOPE } from "../../lib/sandbox/compute/caller.ts";
import { COMPUTE_ENDPOINT_ID } from "../../lib/sandbox/compute/endpoints.ts";
import { flowScope, HELLO_FLOW_ID } from "../../lib/sandbox/flows/flows.ts";
import { TIMER_SCOPE } from "../../lib/sandbox/timers/engine.ts";
import {
  AUTH,
  authorizeUrl,
  basic,
  claimsOf,
  CODE_PAGE,
  stillSandbox,
  TRANSFER,
  TRANSFER_ALL,
  transferCaller,
  VERIFIER,
} from "../kit/sandbox_calls.ts";
import { addition, computeApi, playedAddition } from "../kit/sandbox_compute.ts";
import { chain, FLOWS_ALL, flowsApi, startRun } from "../kit/sandbox_flows.ts";
import { CORAL, GROUPS_ALL, groupsApi } from "../kit/sandbox_groups.ts";
import { FJORD_MANAGER, FJORD_SCOPE, fjordManager, guestDocument } from "../kit/sandbox_gcs.ts";
import { collectionAt, filesApi, fileScopes, openToAll } from "../kit/sandbox_https.ts";
import { entry, openSearch, SEARCH_ALL, testIndex } from "../kit/sandbox_search.ts";
import { transferTimer } from "../kit/sandbox_timers.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";

// What a lenient sandbox would let pass, and Globus (or the norms that it follows) does not. Each
// line is a mistake that a client could make and no test against a lenient sandbox would show.

const URN = "urn:globus:auth:scope:auth.globus.org:";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** The status and the OAuth error of an answer. */
async function said(response: Response): Promise<string> {
  return `${response.status} ${(await response.json()).error ?? ""}`.trim();
}

Deno.test("strict: the token endpoints take a form, and nothing that is declared as something else", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const { access_token } = await sandbox.login({ clientId: id, scopes: "openid" });
  const bodies: Record<string, Record<string, string>> = {
    "/token": { grant_type: "client_credentials", scope: "openid" },
    "/token/introspect": { token: access_token },
    "/token/revoke": { token: access_token },
  };
  for (const [path, fields] of Object.entries(bodies)) {
    const send = (type: string | undefined, body: string) =>
      sandbox.fetch(`${AUTH}/v2/oauth2${path}`, {
        method: "POST",
        headers: { authorization: basic(id, secret), ...(type ? { "content-type": type } : {}) },
        body: new TextEncoder().encode(body),
      });
    const form = `${new URLSearchParams(fields)}`;
    for (const type of ["application/json", "text/plain", "multipart/form-data", undefined]) {
      assertEquals(await said(await send(type, form)), "400 invalid_request", `${path} ${type}`);
    }
    const json = JSON.stringify(fields);
    assertEquals(await said(await send("application/json", json)), "400 invalid_request");
    const good = await send(`${FORM_TYPE}; charset=utf-8`, form);
    assertEquals(good.status, 200);
    await good.body?.cancel();
  }
});

Deno.test("strict: fields of the token endpoints come once, and not in the address", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const { access_token, refresh_token } = await sandbox.login({
    clientId: id,
    scopes: "openid",
    refreshTokens: true,
  });
  const send = (path: string, body: string) =>
    sandbox.fetch(`${AUTH}/v2/oauth2${path}`, {
      method: "POST",
      headers: { authorization: basic(id, secret), "content-type": FORM_TYPE },
      body,
    });
  const refused = [
    ["/token?grant_type=client_credentials", "scope=openid"],
    ["/token?client_id=x", "grant_type=client_credentials&scope=openid"],
    ["/token?client_secret=x", "grant_type=client_credentials&scope=openid"],
    [`/token?refresh_token=${refresh_token}`, "grant_type=refresh_token"],
    [`/token/introspect?token=${access_token}`, ""],
    [`/token/introspect?token=${access_token}`, `token=${access_token}`],
    [`/token/revoke?token=${access_token}`, ""],
    ["/token/introspect", `token=${access_token}&token=${access_token}`],
    ["/token/revoke", `token=${access_token}&token=x`],
    ["/token", "grant_type=client_credentials&scope=openid&scope=email"],
    ["/token/introspect", ""],
    ["/token/introspect", "token="],
    ["/token", "grant_type=refresh_token&refresh_token="],
  ];
  for (const [path, body] of refused) {
    assertEquals(await said(await send(path, body)), "400 invalid_request", `${path} ${body}`);
  }
});

Deno.test("strict: a client logs in by one Basic header, exactly as RFC 7617 writes it", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const good = basic(id, secret);
  const send = (authorization: string, more: Record<string, string> = {}) =>
    sandbox.fetch(`${AUTH}/v2/oauth2/token`, {
      method: "POST",
      headers: authorization ? { authorization } : {},
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "openid", ...more }),
    });
  assertEquals((await send(good)).status, 200);
  assertEquals((await send(good.replace("Basic", "BASIC"))).status, 200);
  assertEquals((await send(good, { client_id: id })).status, 200);
  const encoded = good.slice("Basic ".length);
  const wrong = [
    `Basic ${encoded} more`,
    `Basic ${encoded.replaceAll("=", "")}x`,
    `Basic ${btoa(`${id}:${secret}x`).replaceAll("=", "")}`,
    `Basic ${btoa(`${id} ${secret}`)}`,
    `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`,
    `Basic ${btoa(`${secret}:${id}`)}`,
    `Basic ${btoa(`${id}: ${secret}`)}`,
    "Basic",
    "Basic %%%%",
    `Bearer ${encoded}`,
    encoded,
    "",
  ];
  for (const authorization of wrong) {
    assertEquals(await said(await send(authorization)), "401 invalid_client", authorization);
  }
  const bodies: Record<string, string>[] = [
    { client_secret: secret },
    { client_id: id, client_secret: secret },
  ];
  for (const body of bodies) {
    assertEquals(await said(await send(good, body)), "401 invalid_client");
    assertEquals(await said(await send("", body)), "401 invalid_client");
  }
  const stranger = sandbox.world.registerClient({ name: "Other" });
  assertEquals(await said(await send(good, { client_id: stranger.id })), "401 invalid_client");
});

Deno.test("strict: a bearer token counts in the header alone, by itself and whole", async () => {
  const sandbox = stillSandbox();
  const { access_token, other_tokens } = await sandbox.login({
    scopes: `openid ${TRANSFER_ALL}`,
  });
  const transfer = other_tokens![0].access_token;
  const places: [string, string][] = [
    [`${AUTH}/v2/oauth2/userinfo`, access_token],
    [`${TRANSFER}/task_list`, transfer],
    [`${AUTH}/v2/api/identities?ids=x`, access_token],
  ];
  for (const [url, token] of places) {
    const status = async (headers: Record<string, string>, suffix = "") =>
      (await sandbox.fetch(url + suffix, { headers })).status;
    assertEquals(await status({ authorization: `Bearer ${token}` }), 200);
    const wrong = [
      `Bearer ${token} more`,
      `Bearer ${token},`,
      `Bearer "${token}"`,
      `Bearer`,
      `Bearer${token}`,
      `Token ${token}`,
      token,
    ];
    for (const authorization of wrong) assertEquals(await status({ authorization }), 401);
    assertEquals(await status({ cookie: `access_token=${token}` }), 401);
    const joint = url.includes("?") ? "&" : "?";
    assertEquals(await status({}, `${joint}access_token=${token}`), 401);
  }
});

Deno.test("strict: an active token of another service, or of a shorter list of scopes, opens nothing", async () => {
  const sandbox = stillSandbox();
  const { access_token, other_tokens } = await sandbox.login({ scopes: `openid ${TRANSFER_ALL}` });
  const transfer = other_tokens![0].access_token;
  const status = async (url: string, token: string) =>
    (await sandbox.fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
  assertEquals(await status(`${TRANSFER}/task_list`, access_token), 401);
  assertEquals(await status(`${AUTH}/v2/oauth2/userinfo`, transfer), 403);
  assertEquals(await status(`${AUTH}/v2/api/identities?ids=x`, transfer), 401);
  assertEquals(await status(`${AUTH}/v2/api/projects`, access_token), 403);
  sandbox.clock.advance(172_800_000);
  assertEquals(await status(`${TRANSFER}/task_list`, transfer), 401);
});

Deno.test("strict: JSON is read only where it is declared as JSON", async () => {
  const sandbox = stillSandbox();
  const transfer = (await sandbox.login({ scopes: TRANSFER_ALL })).access_token;
  const auth = (await sandbox.login({
    username: "noor@meridian.example",
    scopes: `openid ${URN}manage_projects`,
  })).access_token;
  const calls: [string, string, unknown][] = [
    [`${TRANSFER}/operation/endpoint/${WELL_KNOWN.adaLaptop}/mkdir`, transfer, {
      DATA_TYPE: "mkdir",
      path: "/~/declared",
    }],
    [`${AUTH}/v2/api/projects`, auth, {
      project: { display_name: "A project", contact_email: "a@b.example" },
    }],
  ];
  for (const [url, token, document] of calls) {
    const send = (type: string | undefined) =>
      sandbox.fetch(url, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          ...(type === undefined ? {} : { "content-type": type }),
        },
        body: new TextEncoder().encode(JSON.stringify(document)),
      });
    for (const type of [undefined, "text/plain", FORM_TYPE, "application/jsonp", "text/json"]) {
      assertEquals((await send(type)).status, 400, `${url} ${type}`);
    }
    assertEquals((await send("application/json; charset=utf-8")).status, 200, url);
  }
});

Deno.test("strict: a parameter comes once, but for the filters of a listing", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const status = async (path: string) => (await call(path)).status;
  assertEquals(await status("/endpoint_search?filter_fulltext=sky&filter_fulltext=sea"), 400);
  assertEquals(await status("/task_list?limit=1&limit=2"), 400);
  assertEquals(await status("/task_list?unknown=1&unknown=2"), 400);
  assertEquals(await status("/task_list?filter=status:ACTIVE&filter=type:TRANSFER"), 200);
  const { access_token } = await sandbox.login({ scopes: `openid ${URN}view_identities` });
  const identities = async (query: string) =>
    (await sandbox.fetch(`${AUTH}/v2/api/identities?${query}`, {
      headers: { authorization: `Bearer ${access_token}` },
    })).status;
  assertEquals(await identities("ids=a&ids=b"), 400);
  assertEquals(await identities("usernames=a&usernames=b"), 400);
  assertEquals(await identities("ids=a,b"), 200);
});

Deno.test("strict: Transfer wants DATA_TYPE in each document that the Python SDK sends with it", async () => {
  const sandbox = stillSandbox();
  const { adaLaptop, adaShare, tutorial1 } = WELL_KNOWN;
  const call = await transferCaller(sandbox);
  const item = { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/~/a" };
  const documents: Record<string, [string, Record<string, unknown>]> = {
    transfer: ["/transfer", {
      submission_id: crypto.randomUUID(),
      source_endpoint: tutorial1,
      destination_endpoint: adaLaptop,
      DATA: [item],
    }],
    delete: ["/delete", {
      submission_id: crypto.randomUUID(),
      endpoint: adaLaptop,
      DATA: [{ DATA_TYPE: "delete_item", path: "/~/a" }],
    }],
    mkdir: [`/operation/endpoint/${adaLaptop}/mkdir`, { path: "/~/typed" }],
    rename: [`/operation/endpoint/${adaLaptop}/rename`, {
      old_path: "/~/typed",
      new_path: "/~/typed-2",
    }],
    access: [`/endpoint/${adaShare}/access`, {
      principal_type: "all_authenticated_users",
      principal: "",
      path: "/typed/",
      permissions: "r",
    }],
    pause_rule: ["/endpoint_manager/pause_rule", {
      endpoint_id: adaLaptop,
      message: "m",
      pause_ls: true,
    }],
  };
  for (const [type, [path, document]] of Object.entries(documents)) {
    for (const wrong of [document, { DATA_TYPE: "other", ...document }]) {
      const { status, body } = await call(path, { body: wrong });
      assertEquals([status, body.code], [400, "ClientError.BadRequest"], type);
    }
    const { status } = await call(path, { body: { DATA_TYPE: type, ...document } });
    assert(status === 200 || status === 201 || status === 202, `${type}: ${status}`);
  }
  const untyped = { ...item, DATA_TYPE: undefined };
  const { status } = await call("/transfer", {
    body: {
      ...documents.transfer[1],
      DATA_TYPE: "transfer",
      submission_id: crypto.randomUUID(),
      DATA: [untyped],
    },
  });
  assertEquals(status, 400);
});

Deno.test("strict: the tokens of a client itself come with an ID token where openid is asked for", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const tokens = async (scope: string) =>
    await (await sandbox.fetch(`${AUTH}/v2/oauth2/token`, {
      method: "POST",
      headers: { authorization: basic(id, secret) },
      body: new URLSearchParams({ grant_type: "client_credentials", scope }),
    })).json();
  const claims = claimsOf((await tokens(`openid ${TRANSFER_ALL}`)).id_token);
  assertEquals([claims.sub, claims.aud, claims.iss], [id, id, AUTH]);
  assertEquals("nonce" in claims, false);
  assertEquals("id_token" in await tokens(TRANSFER_ALL), false);
});

Deno.test("strict: scopes are separated by spaces and hold nothing but visible ASCII", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  for (const scope of ["openid\temail", "openid\nemail", '"openid"', "open\\id", "openid\u00e9"]) {
    const response = await sandbox.fetch(`${AUTH}/v2/oauth2/token`, {
      method: "POST",
      headers: { authorization: basic(id, secret) },
      body: new URLSearchParams({ grant_type: "client_credentials", scope }),
    });
    assertEquals(await said(response), "400 invalid_scope", scope);
  }
});

Deno.test("strict: a code is good for its own client, redirect URI and verifier, and for one use", async () => {
  const sandbox = stillSandbox();
  const fields = {
    grant_type: "authorization_code",
    client_id: sandbox.world.tutorialClientId,
    code: await sandbox.approve(await authorizeUrl(sandbox)),
    redirect_uri: CODE_PAGE,
    code_verifier: VERIFIER,
  };
  const send = (changes: Record<string, string>) =>
    sandbox.fetch(`${AUTH}/v2/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ ...fields, ...changes }),
    });
  const wrong: Record<string, string>[] = [
    { redirect_uri: `${CODE_PAGE}?` },
    { redirect_uri: CODE_PAGE.toUpperCase() },
    { code_verifier: VERIFIER.slice(1) },
    { code_verifier: `${VERIFIER} ` },
    { code: ` ${fields.code}` },
  ];
  for (const changes of wrong) {
    assertEquals(await said(await send(changes)), "401 invalid_grant", JSON.stringify(changes));
  }
  assertEquals((await send({})).status, 200);
  assertEquals(await said(await send({})), "401 invalid_grant");
});

Deno.test("strict: Flows and Timers take JSON that is declared as JSON, and a token of their own", async () => {
  const sandbox = stillSandbox();
  const flows = "https://flows.automate.globus.org";
  const timers = "https://timer.automate.globus.org";
  const scope = flowScope(HELLO_FLOW_ID);
  const login = async (scopes: string) => (await sandbox.login({ scopes })).access_token;
  const tokens: Record<string, string> = {
    flows: await login(FLOWS_ALL),
    flow: await login(scope),
    timers: await login(TIMER_SCOPE),
    transfer: await login(TRANSFER_ALL),
  };
  const definition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
  const { timer } = transferTimer({ type: "once" });
  const calls: [string, string, unknown][] = [
    ["flows", `${flows}/flows`, { title: "x", definition, input_schema: {} }],
    ["flow", `${flows}/flows/${HELLO_FLOW_ID}/run`, { body: { echo_string: "x" } }],
    ["timers", `${timers}/v2/timer`, { timer }],
  ];
  for (const [owner, url, body] of calls) {
    const send = async (token: string, type: string | undefined) => {
      const response = await sandbox.fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, ...(type ? { "content-type": type } : {}) },
        body: new TextEncoder().encode(JSON.stringify(body)),
      });
      await response.body?.cancel();
      return response.status;
    };
    for (const type of ["text/plain", FORM_TYPE, undefined]) {
      assertEquals(await send(tokens[owner], type), 422, `${url} ${type}`);
    }
    for (const [name, token] of Object.entries(tokens)) {
      const status = await send(token, "application/json; charset=utf-8");
      assertEquals(name === owner ? status === 201 : [401, 403].includes(status), true, name);
    }
    assertEquals(await send("", "application/json"), 401);
  }
  assertEquals([sandbox.world.flows.size, sandbox.world.runs.size, sandbox.world.timers.size], [
    2,
    1,
    1,
  ]);
});

Deno.test("strict: hostile flows, inputs and paths end in refusals, and change no prototype", async () => {
  const sandbox = stillSandbox();
  const call = await flowsApi(sandbox);
  const deep = "[".repeat(5_000) + "]".repeat(5_000);
  const state = (more: object) => ({
    definition: { StartAt: "A", States: { A: { Type: "Pass", End: true, ...more } } },
  });
  const hostile = [
    { definition: JSON.parse('{"StartAt":"__proto__","States":{"A":{"Type":"Pass","End":true}}}') },
    { definition: { StartAt: "toString", States: { A: { Type: "Pass", End: true } } } },
    state({ ResultPath: "$..a" }),
    state({ Type: "constructor" }),
    { ...state({}), input_schema: { type: "object", properties: { a: { pattern: "(" } } } },
    { ...state({}), title: { toString: 1 } },
  ];
  for (const change of hostile) {
    const body = { title: "x", input_schema: {}, ...change };
    assertEquals((await call("POST", "/flows", body)).status, 422, JSON.stringify(change));
  }
  const run = await startRun(
    sandbox,
    chain({ A: { Type: "Pass", Parameters: { polluted: true }, ResultPath: "$.__proto__" } }),
    { input: { deep: JSON.parse(deep) } },
  );
  sandbox.clock.advance(10_000);
  assertEquals((await run.read()).status, "SUCCEEDED");
  assertEquals(({} as { polluted?: boolean }).polluted, undefined);
  for (const id of ["__proto__", "..%2f..", "%00", "a%2Fb"]) {
    assertEquals((await call("GET", `/flows/${id}`)).status, 404, id);
    assertEquals((await call("GET", `/runs/${id}/log`)).status, 404, id);
  }
});

Deno.test("strict: Groups and Search take JSON that is declared as JSON, and a token of their own", async () => {
  const sandbox = stillSandbox();
  const { id } = await testIndex(sandbox);
  const login = async (scopes: string) => (await sandbox.login({ scopes })).access_token;
  const tokens: Record<string, string> = {
    groups: await login(GROUPS_ALL),
    search: await login(SEARCH_ALL),
    transfer: await login(TRANSFER_ALL),
  };
  const groups = "https://groups.api.globus.org/v2";
  const search = `https://search.api.globus.org/v1/index/${id}`;
  const ingest = { ingest_type: "GMetaEntry", ingest_data: entry("a", {}) };
  const calls: [string, string, unknown, number][] = [
    ["groups", `${groups}/groups`, { name: "x" }, 422],
    ["groups", `${groups}/groups/${CORAL}`, {}, 422],
    ["search", `${search}/ingest`, ingest, 400],
    ["search", `${search}/search`, { q: "*" }, 400],
  ];
  for (const [owner, url, body, refusal] of calls) {
    const send = async (token: string, type: string | undefined) => {
      const response = await sandbox.fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, ...(type ? { "content-type": type } : {}) },
        body: new TextEncoder().encode(JSON.stringify(body)),
      });
      await response.body?.cancel();
      return response.status;
    };
    for (const type of ["text/plain", FORM_TYPE, undefined]) {
      assertEquals(await send(tokens[owner], type), refusal, `${url} ${type}`);
    }
    for (const [name, token] of Object.entries(tokens)) {
      const status = await send(token, "application/json; charset=utf-8");
      assertEquals(name === owner ? status < 300 : status === 401, true, `${name} ${url}`);
    }
    assertEquals(await send("", "application/json"), 401);
  }
  assertEquals(sandbox.world.groups.size, 3);
});

Deno.test("strict: hostile groups, queries and paths end in refusals, and change no prototype", async () => {
  const sandbox = stillSandbox();
  const call = await groupsApi(sandbox);
  const groupPath = `/groups/${CORAL}`;
  const bodies = [
    '{"__proto__": [{"identity_id": "x"}]}',
    '{"constructor": [{"identity_id": "x"}]}',
    '{"add": [{"identity_id": {"toString": 1}}]}',
    '{"add": [{"__proto__": {"identity_id": "x"}}]}',
  ];
  for (const body of bodies) {
    assertEquals((await call("POST", groupPath, JSON.parse(body))).status, 422, body);
  }
  const fields = JSON.parse(`{"__proto__": {"allow_add": true}}`);
  assertEquals((await call("PUT", "/preferences", fields)).status, 403);
  assertEquals((await call("PUT", `${groupPath}/membership_fields`, fields)).status, 403);
  for (const id of ["__proto__", "..%2f..", "%00", "a%2Fb"]) {
    assertEquals((await call("GET", `/groups/${id}`)).status, 422, id);
    assertEquals((await call("GET", `/groups/${id}/policies`)).status, 422, id);
  }
  const { id, call: search, query } = await testIndex(sandbox);
  for (const at of ["__proto__", "..%2f..", "%00", "a%2Fb"]) {
    assertEquals((await openSearch(sandbox)("GET", `/v1/index/${at}/search?q=x`)).status, 404, at);
    assertEquals((await search("GET", `/v1/task/${at}`)).status, 404, at);
    assertEquals((await search("DELETE", `/v1/index/${id}/role/${at}`)).status, 404, at);
  }
  const deep = JSON.parse("[".repeat(5_000) + "]".repeat(5_000));
  const odd = { toString: 1 };
  const documents = [
    { q: deep },
    { filters: deep },
    { q: "*", facets: deep },
    { q: "*", "@version": odd },
    { filters: [{ type: odd, field_name: "x" }] },
    { q: "*", facets: [{ type: odd, field_name: "x" }] },
    { q: "*", limit: odd },
  ];
  for (const document of documents) {
    assertEquals((await query(document)).status, 400);
  }
  const scroll = `/v1/index/${id}/scroll`;
  assertEquals((await search("POST", scroll, { q: "*", marker: odd })).status, 400);
  assertEquals(({} as { allow_add?: boolean }).allow_add, undefined);
});

Deno.test("strict: files over HTTPS take a token of their own collection, in the header alone", async () => {
  const sandbox = stillSandbox();
  const { fjordShare, fjordStorage, skyArchive, tutorial1 } = WELL_KNOWN;
  collectionAt(sandbox, fjordShare).tree.write("/a.txt", "a");
  const tokenFor = async (scopes: string | string[]) =>
    (await sandbox.login({ scopes })).access_token;
  const own = await tokenFor(fileScopes(sandbox, fjordShare));
  const visitor = await filesApi(sandbox, fjordShare, null);
  const status = async (headers: Record<string, string>, query = "") =>
    (await visitor(`GET /a.txt${query}`, { headers })).status;
  assertEquals(await status({ authorization: `Bearer ${own}` }), 200);
  assertEquals(await status({ authorization: `bearer ${own}` }), 200);
  const others = [
    await tokenFor(TRANSFER_ALL),
    await tokenFor("openid"),
    await tokenFor(`${TRANSFER_ALL}[*https://auth.globus.org/scopes/${fjordStorage}/data_access]`),
    await tokenFor(fileScopes(sandbox, fjordStorage)),
    await tokenFor(fileScopes(sandbox, skyArchive)),
    await tokenFor(fileScopes(sandbox, tutorial1)),
  ];
  const wrong = [
    ...others.map((token) => `Bearer ${token}`),
    `Bearer ${own} more`,
    `Bearer ${own},`,
    `Bearer "${own}"`,
    `Bearer${own}`,
    `Basic ${btoa(`ada:${own}`)}`,
    own,
    "Bearer",
    "Bearer x",
  ];
  for (const authorization of wrong) assertEquals(await status({ authorization }), 302);
  assertEquals(await status({ cookie: `access_token=${own}` }), 302);
  assertEquals(await status({}, `?access_token=${own}`), 302);
  // A bad token does not count as none: what is open to all is refused too.
  openToAll(sandbox, fjordShare, "/", "r");
  assertEquals(await status({}), 200);
  for (const authorization of wrong) assertEquals(await status({ authorization }), 302);
});

Deno.test("strict: files over HTTPS are at the collection's own host, and nowhere else", async () => {
  const sandbox = stillSandbox();
  const { fjordShare, fjordEndpoint } = WELL_KNOWN;
  const { tree, domain } = collectionAt(sandbox, fjordShare);
  tree.write("/a.txt", "a");
  openToAll(sandbox, fjordShare, "/", "r");
  assertEquals((await sandbox.fetch(`https://${domain}/a.txt`)).status, 200);
  assertEquals((await sandbox.fetch(`https://${domain!.toUpperCase()}/a.txt`)).status, 200);
  const unknown = [
    `http://${domain}`,
    `https://${domain}:8443`,
    `https://x.${domain}`,
    `https://${domain}.evil.example`,
    `https://x${domain}`,
    `https://${domain!.slice(1)}`,
    `https://data.globus.org`,
    `https://${fjordShare}`,
    `https://__proto__`,
  ];
  for (const base of unknown) {
    const error = await sandbox.fetch(`${base}/a.txt`).catch((error) => error);
    assert(error instanceof TypeError, `${base}: ${error.status}`);
  }
  const endpoint = collectionAt(sandbox, fjordEndpoint).domain;
  const response = await sandbox.fetch(`https://${endpoint}/a.txt`, { redirect: "manual" });
  assert(response.status >= 400, `${response.status}`);
});

Deno.test("strict: no path of a file leaves what a rule opens, however it is spelled", async () => {
  const sandbox = stillSandbox();
  const { fjordShare } = WELL_KNOWN;
  const { tree } = collectionAt(sandbox, fjordShare);
  tree.write("/open/a.txt", "open");
  tree.write("/secret.txt", "secret");
  tree.write("/opened/b.txt", "secret");
  openToAll(sandbox, fjordShare, "/open/", "rw");
  const call = await filesApi(sandbox, fjordShare, null);
  const paths = [
    ...["/secret.txt", "//secret.txt", "/./secret.txt", "/opened/b.txt", "/OPEN/a.txt"],
    ...["/open/../secret.txt", "/open/%2e%2e/secret.txt", "/open/.%2E/secret.txt"],
    ...["/open/..%2fsecret.txt", "/open/..%2Fsecret.txt", "/open%2f..%2fsecret.txt"],
    ...["/open/%2e%2e%2fsecret.txt", "/open/..\\secret.txt", "/open/..%5csecret.txt"],
    ...["/open/..;/secret.txt", "/open/%252e%252e/secret.txt", "/open/..%00/secret.txt"],
    ...["/open/%c0%ae%c0%ae/secret.txt", "/open/..%0d/secret.txt", "/open/.../secret.txt"],
    ...["/~/secret.txt", "/open/~/../secret.txt", "/secret.txt?x=/open/", "/secret.txt#/open/"],
    ...["/open/constructor", "/open/__proto__", "/open/toString", "/open/%E2%80%A5/secret.txt"],
  ];
  assert(paths.length >= 28);
  const before = await new Response(tree.read("/secret.txt")).text();
  for (const path of paths) {
    for (const method of ["GET", "HEAD", "DELETE"]) {
      const response = await call(`${method} ${path}`);
      assert(response.status >= 300, `${method} ${path}: ${response.status}`);
      await response.body?.cancel();
    }
  }
  for (const path of paths.slice(0, 24)) await (await call(`PUT ${path}`, { body: "x" })).text();
  assertEquals(await new Response(tree.read("/secret.txt")).text(), before);
  assertEquals(await new Response(tree.read("/opened/b.txt")).text(), "secret");
  assertEquals(await (await call("GET /open/a.txt")).text(), "open");
});

Deno.test("strict: Compute takes JSON that is declared as JSON, and a token of its own", async () => {
  const sandbox = stillSandbox({ computeRateLimit: 0 });
  const functionId = await playedAddition(sandbox, await computeApi(sandbox));
  const login = async (scopes: string) => (await sandbox.login({ scopes })).access_token;
  const own = await login(COMPUTE_SCOPE);
  const others = [await login(TRANSFER_ALL), await login(FLOWS_ALL), ""];
  const { meta, ...older } = addition();
  const base = "https://compute.api.globus.org";
  const endpoint = `/v3/endpoints/${COMPUTE_ENDPOINT_ID}`;
  const bodies: [string, string, unknown][] = [
    ["POST", "/v2/endpoints", { endpoint_name: "x", endpoint_uuid: functionId }],
    ["POST", "/v3/endpoints", { endpoint_name: "x", metadata: {} }],
    ["PUT", endpoint, {}],
    ["POST", "/v2/functions", { ...older, metadata: meta }],
    ["POST", "/v3/functions", addition()],
    ["POST", `${endpoint}/submit`, { tasks: { [functionId]: ["x"] } }],
    ["POST", "/v2/submit", { tasks: [] }],
    ["POST", "/v2/batch_status", { task_ids: [] }],
  ];
  for (const [method, path, body] of bodies) {
    const send = async (token: string, type: string | undefined) => {
      const response = await sandbox.fetch(base + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(type ? { "content-type": type } : {}) },
        body: new TextEncoder().encode(JSON.stringify(body)),
      });
      await response.body?.cancel();
      return response.status;
    };
    for (const type of ["text/plain", FORM_TYPE, undefined]) {
      assertEquals(await send(own, type), 422, `${path} ${type}`);
    }
    for (const token of others) assertEquals(await send(token, "application/json"), 401, path);
    assertEquals(await send(own, "application/json; charset=utf-8"), 200, path);
  }
  for (const path of ["/v2/authenticate", "/v2/endpoints", "/v2/get_amqp_result_connection_url"]) {
    const response = await sandbox.fetch(base + path);
    assertEquals([response.status, (await response.json()).code], [401, "UNAUTHORIZED"], path);
  }
});

Deno.test("strict: hostile functions, tasks and paths of Compute end in refusals, and change no prototype", async () => {
  const sandbox = stillSandbox({ computeRateLimit: 0 });
  const call = await computeApi(sandbox);
  const functionId = await playedAddition(sandbox, call);
  const submit = `/v3/endpoints/${COMPUTE_ENDPOINT_ID}/submit`;
  const deep = JSON.parse("[".repeat(5_000) + "]".repeat(5_000));
  const odd = { toString: 1 };
  const hostile: [string, string, unknown][] = [
    ["POST", submit, JSON.parse('{"tasks": {"__proto__": ["x"]}}')],
    ["POST", submit, { tasks: { constructor: ["x"] } }],
    ["POST", submit, { tasks: { [functionId]: [odd] } }],
    ["POST", submit, { tasks: deep }],
    ["POST", submit, { tasks: {}, task_group_id: odd }],
    ["POST", "/v2/submit", { tasks: [deep] }],
    ["POST", "/v2/batch_status", { task_ids: ["__proto__"] }],
    ["POST", "/v2/batch_status", { task_ids: deep }],
    ["POST", "/v3/functions", addition({ function_name: odd })],
    ["POST", "/v3/functions", addition({ meta: "x" })],
    ["POST", "/v3/endpoints", JSON.parse('{"__proto__": {"endpoint_name": "x"}}')],
    ["POST", "/v2/endpoints", { endpoint_name: "x", endpoint_uuid: "__proto__" }],
  ];
  for (const [method, path, body] of hostile) {
    const { status } = await call(method, path, body);
    assertEquals(status, 422, JSON.stringify(body).slice(0, 100));
  }
  for (const id of ["__proto__", "..%2f..", "%00", "a%2Fb", "constructor"]) {
    for (const thing of ["endpoints", "functions", "tasks", "taskgroup"]) {
      assertEquals((await call("GET", `/v2/${thing}/${id}`)).status, 404, `${thing} ${id}`);
    }
  }
  const metadata = JSON.parse('{"__proto__": {"polluted": true}}');
  assertEquals((await call("POST", "/v3/endpoints", { endpoint_name: "x", metadata })).status, 200);
  assertEquals(({} as { polluted?: boolean }).polluted, undefined);
});

Deno.test("strict: a manager takes JSON that is declared as JSON, and a token of its own endpoint", async () => {
  const sandbox = stillSandbox();
  const username = "kofi@harbor.example";
  const own = (await sandbox.login({ username, scopes: FJORD_SCOPE })).access_token;
  const scope = (id: string) => `urn:globus:auth:scope:${id}:manage_collections`;
  const { harborEndpoint, fjordStorage, fjordEndpoint } = WELL_KNOWN;
  const others = [
    (await sandbox.login({ username, scopes: scope(harborEndpoint) })).access_token,
    (await sandbox.login({ username, scopes: TRANSFER_ALL })).access_token,
    (await sandbox.login({
      username,
      scopes: `https://auth.globus.org/scopes/${fjordStorage}/data_access`,
    })).access_token,
    "nonsense",
  ];
  const bodies: [string, string, string][] = [
    ["PATCH", "/endpoint", "endpoint"],
    ["PATCH", `/collections/${fjordStorage}`, "collection"],
    ["POST", "/collections", "collection"],
    ["POST", "/storage_gateways", "storage_gateway"],
    ["POST", "/user_credentials", "user_credential"],
    ["POST", "/roles", "role"],
  ];
  for (const [method, path, type] of bodies) {
    const send = async (
      token: string,
      declared?: string,
      body = { DATA_TYPE: `${type}#1.0.0` },
    ) => {
      const response = await sandbox.fetch(FJORD_MANAGER + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(declared ? { "content-type": declared } : {}),
        },
        body: new TextEncoder().encode(JSON.stringify(body)),
      });
      return [response.status, (await response.json()).code];
    };
    for (const declared of ["text/plain", FORM_TYPE, undefined]) {
      assertEquals(await send(own, declared), [415, "unsupported_media_type"], path);
    }
    const good = method === "PATCH" ? [200, "success"] : [422, "unprocessable_entity"];
    assertEquals(await send(own, "application/json; charset=utf-8"), good, path);
    for (const token of others) {
      assertEquals(await send(token, "application/json"), [401, "not_authorized"], path);
    }
    for (const body of [[], null, "x", 5] as unknown as { DATA_TYPE: string }[]) {
      assertEquals(await send(own, "application/json", body), [400, "bad_request"], path);
    }
  }
  // The manager of an endpoint is at its own host only: the host of a collection serves files.
  const elsewhere = `https://${collectionAt(sandbox, fjordStorage).domain}/api/endpoint`;
  const headers = { authorization: `Bearer ${own}` };
  const response = await sandbox.fetch(elsewhere, { headers, redirect: "manual" });
  assert(response.status !== 200, `${response.status}`);
  assert(sandbox.world.collections.get(fjordEndpoint));
});

Deno.test("strict: hostile documents and paths of a manager end in refusals, and change no prototype", async () => {
  const sandbox = stillSandbox();
  const call = await fjordManager(sandbox);
  const deep = JSON.parse("[".repeat(5_000) + "]".repeat(5_000));
  const hostile: [string, unknown][] = [
    ["/collections", JSON.parse('{"__proto__": {"DATA_TYPE": "collection#1.0.0"}}')],
    ["/collections", { DATA_TYPE: { toString: 1 } }],
    ["/collections", { DATA_TYPE: "collection#1.0.0", constructor: 1 }],
    ["/collections", { DATA_TYPE: "collection#1.0.0", keywords: deep }],
    ["/collections", { DATA_TYPE: "collection#1.99999999999999999999.0" }],
    ["/storage_gateways", { DATA_TYPE: "storage_gateway#1.0.0", connector_id: "__proto__" }],
    ["/user_credentials", { DATA_TYPE: "user_credential#1.0.0", storage_gateway_id: deep }],
    ["/roles", { DATA_TYPE: "role#1.0.0", principal: "a".repeat(100_000), role: "administrator" }],
    ["/collections/batch_delete", { DATA_TYPE: "batch#1.0.0", ids: [deep] }],
  ];
  for (const [path, body] of hostile) {
    const { status } = await call("POST", path, body);
    assertEquals(status, 422, `${path} ${JSON.stringify(body).slice(0, 80)}`);
  }
  const odd = {
    DATA_TYPE: "collection#1.0.0",
    sharing_restrict_paths: { read: [{ toString: 1 }] },
  };
  const collection = `/collections/${WELL_KNOWN.fjordStorage}`;
  assertEquals((await call("PATCH", collection, odd)).status, 200);
  assertEquals((await call("POST", "/collections", await guestDocument(call))).status, 403);
  const policies = JSON.parse('{"__proto__": {"polluted": true}}');
  const change = { DATA_TYPE: "collection#1.0.0", policies };
  assertEquals(
    (await call("PATCH", collection, change)).status,
    200,
  );
  assertEquals(({} as { polluted?: boolean }).polluted, undefined);
  for (const id of ["__proto__", "..%2f..", "%00", "a%2Fb", "constructor"]) {
    for (const things of ["collections", "storage_gateways", "roles", "user_credentials"]) {
      assertEquals((await call("GET", `/${things}/${id}`)).status, 404, `${things} ${id}`);
    }
  }
});
