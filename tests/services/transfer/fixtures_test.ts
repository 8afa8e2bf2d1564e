import { assert, assertEquals } from "@std/assert";
import type { ClientOptions } from "../../../lib/core/client_options.ts";
import { Listing } from "../../../lib/core/listing.ts";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { TransferClient } from "../../../lib/services/transfer/client.ts";
import { TransferClientV2 } from "../../../lib/services/transfer/client_v2.ts";
import { DeleteData } from "../../../lib/services/transfer/delete_data.ts";
import { TransferAPIError } from "../../../lib/services/transfer/errors.ts";
import { explainGridFtp } from "../../../lib/services/transfer/gridftp.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { SOURCE } from "../../kit/fake_transfer.ts";
import { FakeClock } from "../../kit/clock.ts";
import { fakeFetch } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

interface Fixture {
  method_name: string;
  case: string;
  http_method: string;
  path: string;
  status: number;
  // deno-lint-ignore no-explicit-any -- canned answers, of any shape
  json: any;
}

const folder = new URL("../../../../shared/fixtures/", import.meta.url);

function read(): Fixture[] | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL("transfer.json", folder))).fixtures;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const fixtures = read();
const ignore = fixtures === undefined;
const leftOut = ignore ? " (left out: the recorded answers are not here)" : "";
if (ignore) console.log("Left out: tests against canned answers, which are not in this checkout.");

/** Fields of an interface by name; true for a required field. */
function fieldsOf(name: string): Map<string, boolean> {
  for (const file of sourceFiles) {
    const source = Deno.readTextFileSync(file);
    const found = new RegExp(`^export interface ${name}(<[^{]*?>)?( extends ([^{]+))? \\{`, "m")
      .exec(source);
    if (!found) continue;
    const body = source.slice(found.index, source.indexOf("\n}", found.index));
    const fields = new Map(
      [...body.matchAll(/^ {2}(\w+)(\?)?:/gm)].map(([, field, optional]) => [field, !optional]),
    );
    for (const [, parent] of (found[3] ?? "").matchAll(/(\w+)(<\w+>)?/g)) {
      if (parent !== "Item") {
        for (const [field, must] of fieldsOf(parent)) fields.set(field, must);
      }
    }
    return fields;
  }
  throw new Error(`no interface ${name}`);
}

const sources = new URL("../../../lib/services/transfer/", import.meta.url);
const sourceFiles = [sources, new URL("documents/", sources)].flatMap((folder) =>
  [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile)
    .map(({ name }) => new URL(name, folder))
);

/** Fields that Globus no longer uses: those of versions up to 4, and of activation. */
const RETIRED = new Set([
  "activated",
  "expires_in",
  "expire_time",
  "french_english_bilingual",
  "globus_connect_setup_key",
  "myproxy_server",
  "myproxy_dn",
  "oauth_server",
  "s3_url",
  "s3_owner_activated",
]);

/** The interface of each method's response, and of the items of its list. */
const SHAPES: Record<string, [document: string, item?: string]> = {
  cancel_task: ["TransferResult"],
  endpoint_manager_task_list: ["ManagedTaskPage", "TaskDocument"],
  endpoint_manager_task_successful_transfers: ["SuccessfulTransferPage", "SuccessfulTransfer"],
  get_endpoint: ["TransferEndpoint", "ServerDocument"],
  get_submission_id: ["SubmissionId"],
  operation_mkdir: ["TransferResult"],
  operation_rename: ["TransferResult"],
  operation_stat: ["FileDocument"],
  set_subscription_admin_verified: ["TransferResult"],
  set_subscription_id: ["TransferResult"],
  submit_delete: ["SubmissionResult"],
  submit_transfer: ["SubmissionResult"],
  task_list: ["TaskListPage", "TaskDocument"],
  update_endpoint: ["TransferResult"],
};

/** The interface of the attributes of each resource of version 2. */
const ATTRIBUTES: Record<string, string> = {
  Tunnel: "TunnelAttributes",
  TunnelEvent: "TunnelEventAttributes",
  StreamAccessPoint: "StreamAccessPointAttributes",
  Bookmark: "BookmarkAttributes",
};

function compareFields(document: object, name: string, label: string, mustBeWhole = true): void {
  const fields = fieldsOf(name);
  const unknown = Object.keys(document).filter((key) => !fields.has(key) && !RETIRED.has(key));
  assertEquals(unknown, [], `${label}: fields that ${name} does not have`);
  if (!mustBeWhole) return;
  const missing = [...fields].filter(([field, must]) => must && !(field in document));
  assertEquals(missing.map(([field]) => field), [], `${label}: ${name} promises more`);
}

const TEXT = "text";

/** The call for each fixture. */
const calls: Record<string, (id: string, client: TransferClient, v2: TransferClientV2) => unknown> =
  {
    cancel_task: (id, client) => client.cancelTask(id),
    create_tunnel: (_, client) => client.createTunnel({ data: {} }),
    delete_tunnel: (id, client) => client.deleteTunnel(id),
    endpoint_manager_task_list: (_, client) => client.endpointManagerTaskList(),
    endpoint_manager_task_successful_transfers: (id, client) =>
      client.endpointManagerTaskSuccessfulTransfers(id),
    get_endpoint: (id, client) => client.getEndpoint(id),
    get_stream_access_point: (id, client) => client.getStreamAccessPoint(id),
    get_submission_id: (_, client) => client.getSubmissionId(),
    get_tunnel: (id, client) => client.getTunnel(id),
    get_tunnel_events: (id, client) => client.getTunnelEvents(id),
    list_tunnels: (_, client) => client.listTunnels(),
    operation_mkdir: (id, client) => client.operationMkdir(id, TEXT),
    operation_rename: (id, client) => client.operationRename(id, TEXT, TEXT),
    operation_stat: (id, client) => client.operationStat(id),
    set_subscription_admin_verified: (id, client) => client.setSubscriptionAdminVerified(id, true),
    set_subscription_id: (id, client) => client.setSubscriptionId(id, TEXT),
    submit_delete: (_, client) =>
      client.submitDelete(new DeleteData(SOURCE, { submission_id: "s" })),
    submit_transfer: (_, client) =>
      client.submitTransfer(new TransferData(SOURCE, SOURCE, { submission_id: "s" })),
    task_list: (_, client) => client.taskList(),
    update_endpoint: (id, client) => client.updateEndpoint(id, {}),
    update_tunnel: (id, client) => client.updateTunnel(id, { data: {} }),
    "v2.create_bookmark": (_, _client, v2) => v2.createBookmark({ data: {} }),
    "v2.create_tunnel": (_, _client, v2) => v2.createTunnel({ data: {} }),
    "v2.delete_bookmark": (id, _client, v2) => v2.deleteBookmark(id),
    "v2.delete_tunnel": (id, _client, v2) => v2.deleteTunnel(id),
    "v2.get_bookmark": (id, _client, v2) => v2.getBookmark(id),
    "v2.get_stream_access_point": (id, _client, v2) => v2.getStreamAccessPoint(id),
    "v2.get_tunnel": (id, _client, v2) => v2.getTunnel(id),
    "v2.get_tunnel_events": (id, _client, v2) => v2.getTunnelEvents(id),
    "v2.list_bookmarks": (_, _client, v2) => v2.listBookmarks(),
    "v2.list_stream_access_points": (_, _client, v2) => v2.listStreamAccessPoints(),
    "v2.list_tunnels": (_, _client, v2) => v2.listTunnels(),
    "v2.update_bookmark": (id, _client, v2) => v2.updateBookmark(id, { data: {} }),
    "v2.update_tunnel": (id, _client, v2) => v2.updateTunnel(id, { data: {} }),
  };

/** Makes the call of a fixture, with the fixture as the response. */
async function ask(fixture: Fixture): Promise<unknown> {
  const clock = new FakeClock({ jumps: "quick" });
  const options: ClientOptions = {
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
    environment: "production",
    clock,
    fetch: fakeFetch(({ method, address: url }) => {
      assertEquals([method, url.pathname], [fixture.http_method, fixture.path]);
      return fixture;
    }, clock).fetch,
  };
  const id = /[\da-f]{8}-[\da-f-]{27}/.exec(fixture.path)?.[0] ?? "";
  const call = calls[fixture.method_name];
  const result = call(id, new TransferClient(options), new TransferClientV2(options));
  return await (result instanceof Listing ? result.page() : result);
}

Deno.test({
  name: `recorded answers have the fields that our types declare, and no others${leftOut}`,
  ignore,
  async fn() {
    let compared = 0;
    for (const fixture of fixtures!.filter(({ status }) => status < 300)) {
      const label = `${fixture.method_name} ${fixture.case}`;
      const document = await ask(fixture) as Fixture["json"];
      assertEquals(document, fixture.json, label);
      const [name, item] = SHAPES[fixture.method_name] ?? [];
      if (name) {
        compareFields(document, name, label, name !== "TaskListPage");
        for (const one of item ? document.DATA : []) compareFields(one, item!, label);
      } else {
        const things = [document.data].flat().filter(Boolean);
        for (const thing of things) {
          compareFields(thing.attributes, ATTRIBUTES[thing.type], label);
        }
      }
      compared++;
    }
    assert(compared > 25);
  },
});

Deno.test({
  name: `recorded refusals become TransferAPIErrors with code, message and request id${leftOut}`,
  ignore,
  async fn() {
    let compared = 0;
    for (const fixture of fixtures!.filter(({ status }) => status >= 400)) {
      const error = await errorOf(ask(fixture));
      assert(error instanceof TransferAPIError, `${fixture.method_name} ${fixture.case}`);
      assertEquals(
        [error.httpStatus, error.code, error.messages.join(), error.requestId],
        [fixture.status, fixture.json.code, fixture.json.message, fixture.json.request_id],
      );
      compared++;
    }
    assert(compared > 5);
  },
});

Deno.test({
  name: `explainGridFtp() understands what recorded servers said${leftOut}`,
  ignore,
  fn() {
    const said = fixtures!.filter(({ method_name, status }) =>
      method_name === "operation_stat" && status >= 400
    ).map(({ json }) => explainGridFtp(json.message)?.summary);
    assertEquals(said, [
      "There is no such file or directory",
      "Command failed : Path not allowed.",
    ]);
  },
});

Deno.test("interfaces can be read from the source", () => {
  assertEquals(fieldsOf("BookmarkAttributes"), new Map([["name", true], ["path", true]]));
  assertEquals(fieldsOf("SubmissionResult").get("request_id"), true);
});
