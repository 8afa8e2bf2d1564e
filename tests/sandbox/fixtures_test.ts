import { assert, assertEquals } from "@std/assert";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import { fieldsOf, missing, otherTypes } from "../kit/fixture_fields.ts";
import { AUTH, basic, stillSandbox, TRANSFER, TRANSFER_ALL } from "../kit/sandbox_calls.ts";

// The documents of the sandbox must have every field that the recorded answers have, and their
// status. What is compared is kept in fixture_fields.json: names of fields alone, so that a checkout
// without the recorded answers has these tests too. UPDATE_FIXTURE_FIELDS=1 writes it again.

const FOLDER = new URL("../../../shared/fixtures/", import.meta.url);
const FIELDS = new URL("./fixture_fields.json", import.meta.url);

/** By method and case: status and fields of an answer, where `.a[].b` is a field of list entries. */
type Recorded = Record<string, string>;

const recorded: Record<string, Recorded> = JSON.parse(await Deno.readTextFile(FIELDS));

interface Fixture {
  method_name: string;
  case: string;
  status: number;
  json: unknown;
}

const present = await Deno.stat(FOLDER).then(() => true, () => false);

Deno.test({
  name: "fixture_fields.json says what the recorded answers hold" +
    (present ? "" : " (left out: they are not here)"),
  ignore: !present,
  fn: async () => {
    const all: Record<string, Recorded> = {};
    for (const service of ["auth", "transfer"]) {
      const text = await Deno.readTextFile(new URL(`${service}.json`, FOLDER));
      all[service] = {};
      for (const one of JSON.parse(text).fixtures as Fixture[]) {
        const fields = [...new Set(fieldsOf(one.json))].sort();
        all[service][`${one.method_name}/${one.case}`] ??= [one.status, ...fields].join(" ");
      }
    }
    if (Deno.env.get("UPDATE_FIXTURE_FIELDS")) {
      await Deno.writeTextFile(FIELDS, JSON.stringify(all, null, 2) + "\n");
    } else assertEquals(recorded, all);
  },
});

/** The recorded documents by method and case, to compare types; none where they are not here. */
async function documentsOf(service: string): Promise<Map<string, unknown>> {
  const documents = new Map<string, unknown>();
  if (!present) return documents;
  const text = await Deno.readTextFile(new URL(`${service}.json`, FOLDER));
  for (const one of JSON.parse(text).fixtures as Fixture[]) {
    const name = `${one.method_name}/${one.case}`;
    if (!documents.has(name)) documents.set(name, one.json);
  }
  return documents;
}

type Ask = (method: string, path: string, body?: unknown) => Promise<[number, unknown]>;

function asker(sandbox: Sandbox, base: string, authorization: string): Ask {
  return async (method, path, body) => {
    const response = await sandbox.fetch(base + path, {
      method,
      headers: body instanceof URLSearchParams
        ? { authorization }
        : { authorization, "content-type": "application/json" },
      body: body instanceof URLSearchParams || body === undefined ? body : JSON.stringify(body),
    });
    return [response.status, await response.json()];
  };
}

async function compare(
  service: string,
  answers: Map<string, () => Promise<[number, unknown]>>,
  mayDiffer: ReadonlySet<string> = new Set(),
): Promise<void> {
  const problems: string[] = [];
  const documents = await documentsOf(service);
  for (const [name, answer] of answers) {
    const wanted = recorded[service][name];
    assert(wanted, `no fixture ${name}`);
    const [wantedStatus, ...fields] = wanted.split(" ");
    const [status, made] = await answer();
    if (`${status}` !== wantedStatus) {
      problems.push(`${name}: status ${status}, recorded ${wantedStatus}`);
    }
    const lacks = missing(fields, made)
      .filter((field) => ![...mayDiffer].some((one) => `${name}${field}`.startsWith(one)));
    problems.push(...lacks.map((at) => `${name}: ${at}`));
    problems.push(...otherTypes(documents.get(name), made).map((one) => `${name}: ${one}`));
  }
  assertEquals(problems, []);
}

Deno.test({
  name: "documents of Auth have every field of the recorded ones",
  fn: async () => {
    const sandbox = stillSandbox();
    const { world } = sandbox;
    const noor = world.people[1].primary;
    const urn = "urn:globus:auth:scope:auth.globus.org:";
    const storage = `https://auth.globus.org/scopes/${WELL_KNOWN.fjordStorage}/data_access`;
    const tokens = await sandbox.login({
      username: noor.username,
      scopes: `openid profile email ${urn}manage_projects ${urn}view_consents ` +
        `${TRANSFER_ALL}[*${storage}]`,
    });
    const ask = asker(sandbox, `${AUTH}/v2/api`, `Bearer ${tokens.access_token}`);
    const nobody = asker(sandbox, AUTH, "");
    const [{ id: project }] = [...world.projects.values()];
    const [{ id: policy }] = [...world.policies.values()];
    const { id: portal, secret } = world.demoClient;
    const oauth = asker(sandbox, `${AUTH}/v2/oauth2`, basic(portal, secret));
    const form = (fields: Record<string, string>) => new URLSearchParams(fields);
    const child = { client: { name: "FOO", visibility: "public", public_client: true } };
    const newScope = { scope: { name: "n", description: "d", scope_suffix: "manage" } };
    const scopeId = async () => {
      const [, made] = await ask("POST", `/clients/${portal}/scopes`, {
        scope: { ...newScope.scope, scope_suffix: `s${world.scopes.size}` },
      });
      return (made as { scope: { id: string } }).scope.id;
    };
    const newPolicy = { project_id: project, display_name: "x", description: "y" };
    const template = { client: { template_id: world.tutorialClientId, name: "x" } };
    const credential = async () => {
      const [, made] = await ask("POST", `/clients/${portal}/credentials`, {
        credential: { name: "foo" },
      });
      return (made as { credential: { id: string } }).credential.id;
    };
    const portalLogin = await sandbox.login({ clientId: portal, scopes: "openid profile email" });
    const answers = new Map<string, () => Promise<[number, unknown]>>([
      ["get_identities/default", () => ask("GET", `/identities?ids=${noor.id}`)],
      ["get_identities/globusid", () => ask("GET", `/identities?ids=${noor.id}`)],
      ["get_identities/empty", () => ask("GET", "/identities?ids=unknown")],
      ["get_identities/unauthorized", () => nobody("GET", "/v2/api/identities?ids=a")],
      ["get_identity_providers/default", () => ask("GET", "/identity_providers")],
      ["get_consents/default", () => ask("GET", `/identities/${noor.id}/consents?all=true`)],
      ["userinfo/unauthorized", () => nobody("GET", "/v2/oauth2/userinfo")],
      ["get_projects/default", () => ask("GET", "/projects")],
      ["get_project/default", () => ask("GET", `/projects/${project}`)],
      [
        "create_project/default",
        () =>
          ask("POST", "/projects", {
            project: { display_name: "x", contact_email: "a@b.example" },
          }),
      ],
      ["update_project/default", () => ask("PUT", `/projects/${project}`, { project: {} })],
      ["get_policies/default", () => ask("GET", "/policies")],
      ["get_policy/default", () => ask("GET", `/policies/${policy}`)],
      ["create_policy/default", () => ask("POST", "/policies", { policy: newPolicy })],
      ["update_policy/default", () => ask("PUT", `/policies/${policy}`, { policy: {} })],
      ["delete_policy/default", () => ask("DELETE", `/policies/${policy}`)],
      ["get_clients/default", () => ask("GET", "/clients")],
      ["get_client/default", () => ask("GET", `/clients/${portal}`)],
      ["update_client/default", () => ask("PUT", `/clients/${portal}`, { client: {} })],
      [
        "create_client/default",
        () => ask("POST", "/clients", { client: { name: "FOO", project, public_client: true } }),
      ],
      [
        "create_child_client/default",
        () => asker(sandbox, `${AUTH}/v2/api`, basic(portal, secret))("POST", "/clients", child),
      ],
      ["create_native_app_instance/default", () => nobody("POST", "/v2/api/clients", template)],
      ["get_client_credentials/default", () => ask("GET", `/clients/${portal}/credentials`)],
      [
        "create_client_credential/default",
        () => ask("POST", `/clients/${portal}/credentials`, { credential: { name: "foo" } }),
      ],
      [
        "delete_client_credential/default",
        async () => await ask("DELETE", `/clients/${portal}/credentials/${await credential()}`),
      ],
      ["create_scope/default", () => ask("POST", `/clients/${portal}/scopes`, newScope)],
      ["get_scope/default", async () => await ask("GET", `/scopes/${await scopeId()}`)],
      ["get_scopes/default", () => ask("GET", "/scopes")],
      ["update_scope/default", async () => {
        return await ask("PUT", `/scopes/${await scopeId()}`, { scope: {} });
      }],
      ["delete_scope/default", async () => await ask("DELETE", `/scopes/${await scopeId()}`)],
      [
        "oauth2_client_credentials_tokens/default",
        () => oauth("POST", "/token", form({ grant_type: "client_credentials", scope: "openid" })),
      ],
      [
        "oauth2_client_credentials_tokens/openid",
        () => oauth("POST", "/token", form({ grant_type: "client_credentials", scope: "openid" })),
      ],
      ["userinfo/forbidden", async () => {
        const { access_token } = await sandbox.login({ scopes: `${urn}view_identities` });
        return await asker(sandbox, AUTH, `Bearer ${access_token}`)("GET", "/v2/oauth2/userinfo");
      }],
      ["oauth2_exchange_code_for_tokens/openid", () => Promise.resolve([200, tokens])],
      [
        "oauth2_exchange_code_for_tokens/invalid_grant",
        () =>
          oauth(
            "POST",
            "/token",
            form({
              grant_type: "authorization_code",
              code: "x",
              redirect_uri: "https://x.example",
            }),
          ),
      ],
      [
        "oauth2_token_introspect/default",
        () => oauth("POST", "/token/introspect", form({ token: portalLogin.access_token })),
      ],
      ["oauth2_revoke_token/default", () => oauth("POST", "/token/revoke", form({ token: "x" }))],
      ["delete_client/default", async () => {
        const [, made] = await ask("POST", "/clients", {
          client: { name: "x", project, public_client: true },
        });
        return await ask("DELETE", `/clients/${(made as { client: { id: string } }).client.id}`);
      }],
    ]);
    // The fixture nests the whole answer in `client`; the Globus CLI reads `included` at the top.
    const nested = new Set([
      "create_native_app_instance/default.client.client",
      "create_native_app_instance/default.client.included",
    ]);
    await compare("auth", answers, nested);
  },
});

Deno.test({
  name: "documents of Transfer have every field of the recorded ones",
  fn: async () => {
    const sandbox = stillSandbox({ taskSecondsPerItem: 0 });
    const { world } = sandbox;
    const login = async (username?: string) =>
      `Bearer ${(await sandbox.login({ username, scopes: TRANSFER_ALL })).access_token}`;
    const authorization = await login();
    const ask = asker(sandbox, TRANSFER, authorization);
    const v2 = asker(sandbox, TRANSFER.replace("/v0.10", "/v2"), authorization);
    const { adaLaptop, tutorial1 } = WELL_KNOWN;
    const kofi = asker(sandbox, TRANSFER, await login("kofi@harbor.example"));
    const kofis = world.collections.add({
      id: crypto.randomUUID(),
      entityType: "GCP_mapped_collection",
      displayName: "Kofi's computer",
      ownerId: world.identityByUsername("kofi@harbor.example")!.id,
      ownerString: "kofi@harbor.example",
    }).id;
    const [listener, initiator] = [...world.streamAccessPoints.keys()];
    const end = (id: string) => ({ data: { type: "StreamAccessPoint", id } });
    const tunnel = () => ({
      data: {
        type: "Tunnel",
        relationships: { listener: end(listener), initiator: end(initiator) },
        attributes: { submission_id: crypto.randomUUID(), label: "Test" },
      },
    });
    const bookmark = (name: string) => ({
      data: {
        type: "Bookmark",
        attributes: { name, path: "/" },
        relationships: { collection: { data: { type: "Collection", id: adaLaptop } } },
      },
    });
    const idOf = async (path: string, body: unknown) => {
      const [, made] = await v2("POST", path, body);
      return (made as { data: { id: string } }).data.id;
    };
    const stop = { data: { type: "Tunnel", attributes: { state: "STOPPING" } } };
    const submit = (more = {}) =>
      ask("POST", "/transfer", {
        DATA_TYPE: "transfer",
        submission_id: crypto.randomUUID(),
        source_endpoint: tutorial1,
        destination_endpoint: adaLaptop,
        DATA: [{
          DATA_TYPE: "transfer_item",
          source_path: "/home/share/godata/",
          destination_path: "/~/x/",
          recursive: true,
        }],
        ...more,
      });
    const taskId = async () => {
      const [, made] = await submit();
      return (made as { task_id: string }).task_id;
    };
    const file = "/home/share/godata/file1.txt";
    const operation = `/operation/endpoint/${adaLaptop}`;
    const answers = new Map<string, () => Promise<[number, unknown]>>([
      ["get_endpoint/default", () => ask("GET", `/endpoint/${tutorial1}`)],
      ["update_endpoint/default", () => ask("PUT", `/endpoint/${adaLaptop}`, { keywords: "x" })],
      [
        "set_subscription_id/default",
        () => ask("PUT", `/endpoint/${adaLaptop}/subscription`, { subscription_id: "DEFAULT" }),
      ],
      [
        "set_subscription_id/not_found",
        () => ask("PUT", "/endpoint/unknown/subscription", { subscription_id: "DEFAULT" }),
      ],
      [
        "set_subscription_id/multi_subscriber_cannot_use_default",
        () => kofi("PUT", `/endpoint/${kofis}/subscription`, { subscription_id: "DEFAULT" }),
      ],
      [
        "set_subscription_admin_verified/non_subscribed_endpoint",
        () =>
          kofi("PUT", `/endpoint/${kofis}/subscription_admin_verified`, {
            subscription_admin_verified: true,
          }),
      ],
      [
        "set_subscription_admin_verified/no_admin_role",
        () =>
          kofi("PUT", `/endpoint/${adaLaptop}/subscription_admin_verified`, {
            subscription_admin_verified: true,
          }),
      ],
      ["set_subscription_admin_verified/non_valid_verified_status", async () => {
        const response = await sandbox.fetch(
          `${TRANSFER}/endpoint/${adaLaptop}/subscription_admin_verified`,
          {
            method: "PUT",
            headers: { authorization, "content-type": "application/json" },
            body: '{"subscription_admin_verified": maybe}',
          },
        );
        return [response.status, await response.json()];
      }],
      [
        "set_subscription_admin_verified/default",
        () =>
          ask("PUT", `/endpoint/${adaLaptop}/subscription_admin_verified`, {
            subscription_admin_verified: true,
          }),
      ],
      [
        "operation_mkdir/default",
        () => ask("POST", `${operation}/mkdir`, { DATA_TYPE: "mkdir", path: "/~/new" }),
      ],
      [
        "operation_rename/default",
        () =>
          ask("POST", `${operation}/rename`, {
            DATA_TYPE: "rename",
            old_path: "/~/new",
            new_path: "/~/newer",
          }),
      ],
      [
        "operation_stat/default",
        () => ask("GET", `/operation/endpoint/${tutorial1}/stat?path=${file}`),
      ],
      [
        "operation_stat/not_found",
        () => ask("GET", `/operation/endpoint/${tutorial1}/stat?path=/foo`),
      ],
      [
        "operation_stat/permission_denied",
        () => ask("GET", `${operation}/stat?path=/restricted/x`),
      ],
      ["get_submission_id/default", () => ask("GET", "/submission_id")],
      ["submit_transfer/default", () => submit()],
      ["submit_transfer/failure", () => submit({ DATA: [] })],
      [
        "submit_delete/default",
        () =>
          ask("POST", "/delete", {
            DATA_TYPE: "delete",
            submission_id: crypto.randomUUID(),
            endpoint: adaLaptop,
            DATA: [{ DATA_TYPE: "delete_item", path: "/~/newer" }],
          }),
      ],
      ["task_list/default", () => ask("GET", "/task_list")],
      ["cancel_task/default", async () => await ask("POST", `/task/${await taskId()}/cancel`)],
      ["endpoint_manager_task_list/default", () => kofi("GET", "/endpoint_manager/task_list")],
      ["endpoint_manager_task_successful_transfers/default", async () => {
        const id = await taskId();
        sandbox.clock.advance(600_000);
        return await ask("GET", `/endpoint_manager/task/${id}/successful_transfers`);
      }],
      ["create_tunnel/default", () => v2("POST", "/tunnels", tunnel())],
      ["list_tunnels/default", () => v2("GET", "/tunnels")],
      ["get_tunnel/default", async () => {
        return await v2("GET", `/tunnels/${await idOf("/tunnels", tunnel())}`);
      }],
      ["update_tunnel/default", async () => {
        return await v2("PATCH", `/tunnels/${await idOf("/tunnels", tunnel())}`, stop);
      }],
      ["get_tunnel_events/default", async () => {
        return await v2("GET", `/tunnels/${await idOf("/tunnels", tunnel())}/events`);
      }],
      ["delete_tunnel/default", async () => {
        const id = await idOf("/tunnels", tunnel());
        await v2("PATCH", `/tunnels/${id}`, stop);
        sandbox.clock.advance(10_000);
        return await v2("DELETE", `/tunnels/${id}`);
      }],
      ["get_stream_access_point/default", () => v2("GET", `/stream_access_points/${listener}`)],
      ["v2.list_stream_access_points/default", () => v2("GET", "/stream_access_points")],
      ["v2.create_bookmark/default", () => v2("POST", "/bookmarks", bookmark("a"))],
      ["v2.list_bookmarks/default", () => v2("GET", "/bookmarks")],
      ["v2.get_bookmark/default", async () => {
        return await v2("GET", `/bookmarks/${await idOf("/bookmarks", bookmark("b"))}`);
      }],
      ["v2.update_bookmark/default", async () => {
        const id = await idOf("/bookmarks", bookmark("c"));
        const change = { data: { type: "Bookmark", attributes: { name: "d" } } };
        return await v2("PATCH", `/bookmarks/${id}`, change);
      }],
      ["v2.delete_bookmark/default", async () => {
        return await v2("DELETE", `/bookmarks/${await idOf("/bookmarks", bookmark("e"))}`);
      }],
    ]);
    await compare("transfer", answers);
  },
});

Deno.test("missing() finds absent fields at any depth", () => {
  const fields = fieldsOf({ a: [{ b: 1, c: { d: 2 } }] });
  assertEquals(fields, [".a", ".a[]", ".a[].b", ".a[].c", ".a[].c.d"]);
  assertEquals(missing(fields, { a: [{ b: 0, c: {} }] }), [".a[].c.d"]);
  assertEquals(missing(fields, { a: [{ b: 0, c: { d: null } }] }), []);
  assertEquals(missing(fields, { a: [] }), []);
  assertEquals(missing(fields, { a: 1 }), fields.slice(1));
  assertEquals(missing(fieldsOf({ a: null }), { a: { b: 1 } }), []);
  assertEquals(missing(fields, {}), fields);
});
