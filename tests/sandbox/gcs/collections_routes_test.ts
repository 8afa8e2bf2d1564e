import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { apiAs, stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";
import {
  FJORD_MANAGER,
  fjordCredential,
  fjordGateway,
  fjordManager,
  guestDocument,
  MERIDIAN_MANAGER,
} from "../../kit/sandbox_gcs.ts";
import { manageCollectionsScope } from "../../../lib/sandbox/auth/scopes.ts";

const ADA = "ada@fjord.example";
const { fjordEndpoint, fjordStorage, fjordShare, skyArchive } = WELL_KNOWN;
const MANAGE = manageCollectionsScope(fjordEndpoint);

Deno.test("a list of collections shows the public ones, those that callers administer, and no others", async () => {
  const sandbox = stillSandbox();
  const idsFor = async (username: string, query = "") => {
    const call = await fjordManager(sandbox, username);
    const { body } = await call("GET", `/collections${query}`);
    return body.data.map(({ id }: { id: string }) => id).sort();
  };
  assertEquals(await idsFor("mei@fjord.example"), [fjordStorage, skyArchive]);
  assertEquals(await idsFor(ADA), [fjordStorage, fjordShare, skyArchive]);
  assertEquals(await idsFor(ADA, "?filter=guest_collections"), [fjordShare, skyArchive]);
  assertEquals(await idsFor(ADA, "?filter=mapped_collections"), [fjordStorage]);
  assertEquals(await idsFor(ADA, "?filter=created_by_me,mapped_collections"), [
    fjordStorage,
    fjordShare,
    skyArchive,
  ]);
  assertEquals(await idsFor(ADA, `?mapped_collection_id=${fjordStorage}`), [
    fjordShare,
    skyArchive,
  ]);
  assertEquals(await idsFor(ADA, "?filter=last_access < 2020-01-01"), []);
  const call = await fjordManager(sandbox);
  assertEquals((await call("GET", "/collections?filter=all_of_them")).status, 400);
});

Deno.test("lists come in pages, whose markers lead on, and no other marker does", async () => {
  const call = await fjordManager(stillSandbox());
  const first = (await call("GET", "/collections?page_size=1")).body;
  assertEquals([first.data.length, first.has_next_page], [1, true]);
  const marker = encodeURIComponent(first.marker);
  const next = (await call("GET", `/collections?page_size=1&marker=${marker}`)).body;
  assertEquals([next.data.length, next.has_next_page, next.marker], [1, false, undefined]);
  assert(next.data[0].id !== first.data[0].id);
  for (
    const query of ["marker=nonsense", "marker=5", "page_size=0", "page_size=x", "page_size=1.5"]
  ) {
    const { status, body } = await call("GET", `/collections?${query}`);
    assertEquals([status, body.code], [400, "bad_request"], query);
  }
});

Deno.test("a guest collection takes consent, a credential of one's own, and a folder; then Transfer knows it", async () => {
  const sandbox = stillSandbox();
  const bare = await apiAs(sandbox, FJORD_MANAGER, { username: ADA, scopes: MANAGE });
  const refused = await bare("POST", "/collections", {
    DATA_TYPE: "collection#1.0.0",
    collection_type: "guest",
    mapped_collection_id: fjordStorage,
    user_credential_id: fjordShare,
    collection_base_path: "/home/ada/results/",
    display_name: "Results",
  });
  assertEquals(refused.status, 403);
  assertEquals(refused.body.authorization_parameters.required_scopes, [
    `${MANAGE}[*https://auth.globus.org/scopes/${fjordStorage}/data_access]`,
  ]);
  const call = await fjordManager(sandbox, ADA);
  const made = await call("POST", "/collections", await guestDocument(call));
  assertEquals([made.status, made.body.http_response_code], [200, 201]);
  const [{ id }] = made.body.data;
  const transfer = await transferCaller(sandbox, ADA);
  const { body } = await transfer(`/endpoint/${id}`);
  assertEquals(
    [body.entity_type, body.host_path, body.my_effective_roles, body.owner_id],
    ["GCSv5_guest_collection", "/home/ada/results/", ["administrator"], fjordEndpoint],
  );
  assertEquals((await transfer(`/operation/endpoint/${id}/ls`)).status, 200);
  assertEquals((await call("DELETE", `/collections/${id}`)).status, 200);
  assertEquals((await transfer(`/endpoint/${id}`)).status, 404);
});

Deno.test("a guest collection is refused where its parts do not belong together", async () => {
  const sandbox = stillSandbox();
  const ada = await fjordManager(sandbox, ADA);
  const kofi = await fjordManager(sandbox);
  const document = await guestDocument(ada);
  const theirs = await fjordCredential(kofi);
  const cases: [more: object, status: number, detail?: string][] = [
    [{ user_credential_id: theirs }, 404],
    [{ user_credential_id: undefined }, 422, "invalid_input#1.0.0"],
    [{ mapped_collection_id: fjordShare }, 422, "invalid_input#1.0.0"],
    [{ mapped_collection_id: WELL_KNOWN.harborStorage }, 404, "collection_not_found#1.0.0"],
    [{ identity_id: sandbox.world.people[2].primary.id }, 403, "id_not_in_identity_set#1.0.0"],
    [{ collection_base_path: "results" }, 422, "invalid_input#1.0.0"],
    [{ collection_base_path: "/a\0b" }, 422, "invalid_input#1.0.0"],
    [{ display_name: " " }, 422, "invalid_input#1.0.0"],
    [{ storage_gateway_id: theirs }, 422, "invalid_input#1.0.0"],
    [{ collection_type: "shared" }, 422, "invalid_input#1.0.0"],
    [{ DATA_TYPE: "collection#1.16.0", https_methods: ["PATCH"] }, 422, "invalid_input#1.0.0"],
  ];
  for (const [more, status, detail] of cases) {
    const answer = await ada("POST", "/collections", { ...document, ...more });
    const label = JSON.stringify(more);
    assertEquals([answer.status, answer.body.detail?.DATA_TYPE], [status, detail], label);
  }
});

Deno.test("a guest collection takes a folder that exists and that the caller's account may enter", async () => {
  const sandbox = stillSandbox();
  const ada = await fjordManager(sandbox, ADA);
  const document = await guestDocument(ada);
  const { tree } = sandbox.world.collections.get(fjordStorage)!;
  tree.write("/home/ada/notes.txt", "text");
  const before = sandbox.world.collections.size;
  const cases: [path: string, status: number, reason: string][] = [
    ["/home/ada/none/", 404, "There is no folder /home/ada/none/: make it first"],
    ["/home/ada/notes.txt/inside", 404, "There is no folder"],
    ["/home/kofi/", 403, "Your account, ada, may not share /home/kofi/"],
    ["/home/kofi/none/", 403, "may not share"],
    ["/home/ada/../kofi/results", 403, "may not share"],
    ["/restricted/", 403, "may not share"],
    ["/home/ada/notes.txt", 422, "Data Validation Error"],
  ];
  for (const [collection_base_path, status, reason] of cases) {
    const answer = await ada("POST", "/collections", { ...document, collection_base_path });
    assertEquals([answer.status, answer.body.http_response_code], [status, status], reason);
    assertStringIncludes(answer.body.message, reason);
  }
  assertEquals(sandbox.world.collections.size, before);
  assertEquals(tree.peek("/home/ada/none"), undefined);
  // The folder of another guest collection, one's home, and a folder that was made.
  tree.makeDirectory("/home/ada/none", sandbox.clock.now());
  for (const collection_base_path of ["/home/ada/coral/", "/~/", "/home/ada/none"]) {
    const answer = await ada("POST", "/collections", { ...document, collection_base_path });
    assertEquals(answer.body.http_response_code, 201, collection_base_path);
  }
});

Deno.test("a mapped collection says who may share, and what", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const document = await guestDocument(ada);
  const path = `/collections/${fjordStorage}`;
  const set = async (DATA_TYPE: string, more: object) =>
    assertEquals((await kofi("PATCH", path, { DATA_TYPE, ...more })).status, 200);
  const share = async (more: object = {}) =>
    (await ada("POST", "/collections", { ...document, ...more })).status;
  await set("collection#1.2.0", { sharing_users_deny: ["ada"] });
  assertEquals(await share(), 403);
  await set("collection#1.2.0", { sharing_users_deny: null, sharing_users_allow: ["noor"] });
  assertEquals(await share(), 403);
  await set("collection#1.2.0", { sharing_users_allow: null });
  const rules = { read: ["/home/ada"], none: ["/home/ada/private"] };
  await set("collection#1.0.0", { sharing_restrict_paths: rules });
  assertEquals(await share(), 200);
  assertEquals(await share({ collection_base_path: "/home/ada/private/x" }), 403);
  assertEquals(await share({ collection_base_path: "/home/ada/x/../private" }), 403);
  assertEquals(await share({ collection_base_path: "/home/adam/" }), 403);
  await set("collection#1.0.0", { allow_guest_collections: false });
  assertEquals(await share(), 403);
});

Deno.test("High Assurance data takes a recent login of the right domain, which a refusal names", async () => {
  const sandbox = stillSandbox();
  const scopes = manageCollectionsScope(WELL_KNOWN.meridianEndpoint);
  const username = "noor@meridian.example";
  const call = await apiAs(sandbox, MERIDIAN_MANAGER, { username, scopes });
  const gateway = (await call("GET", "/storage_gateways")).body.data[0];
  assertEquals([gateway.high_assurance, gateway.authentication_timeout_mins], [true, 30]);
  const document = { DATA_TYPE: "user_credential#1.0.0", storage_gateway_id: gateway.id };
  sandbox.clock.advance(31 * 60_000);
  const late = await call("POST", "/user_credentials", document);
  assertEquals([late.status, late.body.detail.DATA_TYPE], [403, "authentication_timeout#1.1.0"]);
  assertEquals(late.body.authorization_parameters.session_required_single_domain, [
    "meridian.example",
  ]);
  const again = await apiAs(sandbox, MERIDIAN_MANAGER, { username, scopes });
  assertEquals((await again("POST", "/user_credentials", document)).status, 200);
});

Deno.test("a mapped collection is created by an administrator, protected, and shares nothing at first", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi] = [await fjordManager(sandbox, ADA), await fjordManager(sandbox)];
  const document = {
    DATA_TYPE: "collection#1.0.0",
    collection_type: "mapped",
    storage_gateway_id: await fjordGateway(kofi),
    collection_base_path: "/",
    display_name: "Instruments",
  };
  const refused = await ada("POST", "/collections", document);
  assertEquals([refused.status, refused.body.detail.roles], [403, [{ role: "administrator" }]]);
  const [made] = (await kofi("POST", "/collections", document)).body.data;
  assertEquals([made.delete_protected, made.allow_guest_collections], [true, false]);
  assert(/^m-[\da-f]{6}\.1f0a2\.b3c4\.data\.globus\.org$/.test(made.domain_name));
  const path = `/collections/${made.id}`;
  assertEquals((await kofi("DELETE", path)).status, 409);
  assertEquals((await ada("DELETE", path)).status, 404);
  const free = { DATA_TYPE: "collection#1.8.0", delete_protected: false };
  assertEquals((await kofi("PATCH", path, free)).status, 200);
  assertEquals((await kofi("DELETE", path)).status, 200);
  assertEquals((await kofi("GET", path)).status, 404);
});

Deno.test("what a collection is made of cannot be changed, all else can, and null removes", async () => {
  const sandbox = stillSandbox();
  const kofi = await fjordManager(sandbox);
  const path = `/collections/${fjordStorage}`;
  const patch = (more: object) => kofi("PATCH", path, { DATA_TYPE: "collection#1.0.0", ...more });
  for (
    const fixed of [
      { storage_gateway_id: fjordStorage },
      { collection_base_path: "/other" },
      { collection_type: "guest" },
      { mapped_collection_id: fjordStorage },
      { domain_name: "evil.example.org" },
      { identity_id: sandbox.world.people[0].primary.id },
    ]
  ) assertEquals((await patch(fixed)).status, 422, JSON.stringify(fixed));
  await patch({ description: "New", keywords: ["a", "b"], contact_email: "x@y.example" });
  const transfer = await transferCaller(sandbox, ADA);
  const shown = (await transfer(`/endpoint/${fjordStorage}`)).body;
  assertEquals([shown.description, shown.keywords, shown.contact_email], [
    "New",
    "a, b",
    "x@y.example",
  ]);
  await patch({ contact_email: null });
  assertEquals((await transfer(`/endpoint/${fjordStorage}`)).body.contact_email, null);
  assertEquals((await kofi("GET", path)).body.data[0].keywords, ["a", "b"]);
});

Deno.test("a document takes the fields of its version, and no others", async () => {
  const kofi = await fjordManager(stillSandbox());
  const path = `/collections/${fjordStorage}`;
  const cases: [document: object, property: string | undefined][] = [
    [{ DATA_TYPE: "collection#1.0.0", enable_https: true }, "enable_https"],
    [{ DATA_TYPE: "collection#1.1.0", enable_https: true }, undefined],
    [{ DATA_TYPE: "collection#1.15.0", https_methods: ["GET"] }, "https_methods"],
    [{ DATA_TYPE: "collection#1.17.0" }, "DATA_TYPE"],
    [{ DATA_TYPE: "endpoint#1.0.0" }, "DATA_TYPE"],
    [{ display_name: "x" }, "DATA_TYPE"],
    [{ DATA_TYPE: "collection#1.0.0", nonsense: 1 }, "nonsense"],
    [{ DATA_TYPE: "collection#1.0.0", public: "yes" }, "public"],
    [{ DATA_TYPE: "collection#1.0.0", keywords: "a" }, "keywords"],
    [{ DATA_TYPE: "collection#1.0.0", display_name: null }, "display_name"],
    [{ DATA_TYPE: "collection#1.1.0", user_message: "é".repeat(64) }, undefined],
    [{ DATA_TYPE: "collection#1.1.0", user_message: "é".repeat(65) }, "user_message"],
    [{ DATA_TYPE: "collection#1.7.0", user_message: "é".repeat(256) }, undefined],
    [{ DATA_TYPE: "collection#1.7.0", user_message: "é".repeat(257) }, "user_message"],
  ];
  for (const [document, property] of cases) {
    const { status, body } = await kofi("PATCH", path, document);
    const label = JSON.stringify(document).slice(0, 80);
    assertEquals(body.detail?.errors?.[0].property, property, label);
    assertEquals(status, property === undefined ? 200 : 422, label);
  }
});

Deno.test("guest collections are deleted together; the owner that is shown can be another", async () => {
  const sandbox = stillSandbox();
  const ada = await fjordManager(sandbox, ADA);
  const ids = [fjordShare, "c0ffee01-0000-4000-8000-000000000001"];
  const mixed = await ada("POST", "/collections/batch_delete", {
    DATA_TYPE: "batch#1.0.0",
    ids: [fjordShare, fjordStorage],
  });
  assertEquals(mixed.status, 422);
  const owner = {
    DATA_TYPE: "owner_string#1.0.0",
    identity_id: sandbox.world.people[0].primary.id,
  };
  const path = `/collections/${fjordShare}/owner_string`;
  assertEquals((await ada("PUT", path, owner)).status, 200);
  const transfer = await transferCaller(sandbox, ADA);
  assertEquals((await transfer(`/endpoint/${fjordShare}`)).body.owner_string, ADA);
  assertEquals((await ada("DELETE", path)).status, 200);
  const shown = (await transfer(`/endpoint/${fjordShare}`)).body.owner_string;
  assertEquals(shown, `${fjordEndpoint}@clients.auth.globus.org`);
  const batch = { DATA_TYPE: "batch#1.0.0", ids };
  const { body } = await ada("POST", "/collections/batch_delete", batch);
  assertEquals([body.http_response_code, body.data[0].ids], [202, [fjordShare]]);
  assertEquals((await transfer(`/endpoint/${fjordShare}`)).status, 404);
});
