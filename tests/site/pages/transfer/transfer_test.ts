import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../../lib/sandbox/mod.ts";
import type { Visitor } from "../../../kit/visitor.ts";
import { allOf, requirementOf, textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const site = sharedSite();
const { tutorial1, tutorial2, fjordStorage } = WELL_KNOWN;

/** The fields of a form that moves a file of the tutorial collection. */
async function form(
  visitor: Visitor,
  more: Record<string, string> = {},
): Promise<Record<string, string>> {
  return {
    submission_id: submissionIdOf(await visitor.page("/transfer")),
    source: tutorial1,
    source_path: "/share/godata/",
    destination: tutorial2,
    destination_path: "/home/",
    item: "/share/godata/file1.txt",
    options: "given",
    verify_checksum: "yes",
    ...more,
  };
}

function submissionIdOf(page: string): string {
  return allOf(page, /name="submission_id" value="([^"]+)"/g)[0];
}

/** The path that the response to a form redirects to. */
async function led(response: Promise<Response>): Promise<string | null> {
  const { body, headers } = await response;
  await body?.cancel();
  return headers.get("location");
}

/** The transfer documents that Globus has received. */
function submitted() {
  return site().sandbox.requests
    .filter(({ method, path }) => method === "POST" && path.endsWith("/transfer"))
    .map((record) => ({ document: JSON.parse(record.body), status: record.status }));
}

function tasks(username: string): number {
  const { world } = site().sandbox;
  return world.tasks.of(world.identityByUsername(username)!.id).length;
}

Deno.test("transfer: both sides offer the recent collections, with one request", async () => {
  const visitor = await loggedIn(site());
  const { requests } = site().sandbox;
  const before = requests.length;
  const page = await visitor.page("/transfer");
  const lists = allOf(page, /(<ul class="rows" aria-label="Recently used">)/g);
  assertEquals(lists.length, 2);
  const searches = requests.slice(before).filter(({ path }) => path.endsWith("/endpoint_search"));
  assertEquals(searches.length, 1);
});

Deno.test("transfer: a form becomes a task with the chosen options", async () => {
  const visitor = await loggedIn(site());
  const location = await led(visitor.submit(
    "/transfer",
    await form(visitor, {
      label: "Run 7",
      sync_level: "3",
      encrypt_data: "yes",
      preserve_timestamp: "yes",
      notify_on_failed: "yes",
    }),
  ));
  assertMatch(location!, /^\/tasks\/[0-9a-f-]{36}$/);
  const { document } = submitted().at(-1)!;
  assertEquals(document, {
    DATA_TYPE: "transfer",
    DATA: [{
      DATA_TYPE: "transfer_item",
      source_path: "/share/godata/file1.txt",
      destination_path: "/home/file1.txt",
    }],
    source_endpoint: tutorial1,
    destination_endpoint: tutorial2,
    submission_id: document.submission_id,
    label: "Run 7",
    sync_level: 3,
    verify_checksum: true,
    encrypt_data: true,
    preserve_timestamp: true,
    delete_destination_extra: false,
    notify_on_succeeded: false,
    notify_on_failed: true,
    notify_on_inactive: false,
  });
  const page = await visitor.page(location!);
  assertMatch(textOf(page), /Globus accepted the transfer\./);
  assertMatch(page, /<h1>Run 7<\/h1>/);
});

Deno.test("transfer: a form that is sent ten times at the same time makes one task", async () => {
  const visitor = await loggedIn(site(), "sam@globusid.org");
  const fields = await form(visitor);
  const before = tasks("sam@globusid.org");
  const locations = await Promise.all(
    Array.from({ length: 10 }, () => led(visitor.submit("/transfer", fields))),
  );
  assertEquals(new Set(locations).size, 1);
  assertMatch(locations[0]!, /^\/tasks\//);
  assertEquals(tasks("sam@globusid.org"), before + 1);
  assertEquals(await led(visitor.submit("/transfer", fields)), locations[0]);
  assertEquals(tasks("sam@globusid.org"), before + 1);
});

Deno.test("transfer: a submission without a response shows the form again, and a retry makes no second task", async () => {
  const visitor = await loggedIn(site(), "sam@globusid.org");
  const fields = await form(visitor);
  const before = tasks("sam@globusid.org");
  const remove = site().sandbox.faults.add({
    fault: "html",
    status: 502,
    path: "/v0.10/transfer",
    method: "POST",
    processed: true,
    times: 20,
  });
  const response = await visitor.submit("/transfer", fields);
  const page = await response.text();
  remove();
  assertEquals(response.status, 502);
  assertMatch(textOf(page), /Globus is not responding/);
  assertEquals(submissionIdOf(page), fields.submission_id);
  assertMatch((await led(visitor.submit("/transfer", fields)))!, /^\/tasks\//);
  assertEquals(tasks("sam@globusid.org"), before + 1);
});

Deno.test("transfer: a form that was changed after it was sent gets a new submission id", async () => {
  const visitor = await loggedIn(site());
  const fields = await form(visitor);
  const first = await led(visitor.submit("/transfer", fields));
  const response = await visitor.submit("/transfer", { ...fields, label: "Other" });
  assertEquals(response.status, 409);
  const page = await response.text();
  assertMatch(textOf(page), /This form was sent before, with other choices/);
  const next = submissionIdOf(page);
  assertNotEquals(next, fields.submission_id);
  const second = await led(
    visitor.submit("/transfer", { ...fields, label: "Other", submission_id: next }),
  );
  assertMatch(second!, /^\/tasks\//);
  assertNotEquals(second, first);
});

Deno.test("transfer: the form says what is missing, and keeps the choices", async () => {
  const visitor = await loggedIn(site());
  const { item: _item, ...fields } = await form(visitor, { label: "Kept", destination_path: "" });
  const response = await visitor.submit("/transfer", { ...fields, destination: "" });
  assertEquals(response.status, 422);
  const page = await response.text();
  assertMatch(
    textOf(page),
    /Choose a destination collection\. Choose at least one file or folder\./,
  );
  assert(page.includes('value="Kept"'));
  assertEquals(submissionIdOf(page), fields.submission_id);
});

Deno.test("transfer: buttons that browse change the form and submit nothing", async () => {
  const visitor = await loggedIn(site());
  const before = submitted().length;
  const fields = await form(visitor, { label: "Kept" });
  const look = async (go: string, more: Record<string, string> = {}) =>
    await (await visitor.submit("/transfer", { ...fields, ...more, go })).text();

  const above = await look("source open /share/");
  assert(above.includes('value="/share/"'));
  assert(above.includes('value="Kept"'));
  assertMatch(textOf(above), /1 more is chosen \/share\/godata\/file1\.txt/);
  assertEquals(submissionIdOf(above), fields.submission_id);

  const found = await look("destination find", {
    destination: "",
    destination_q: "coral bleaching",
  });
  assertMatch(textOf(found), /Coral bleaching, shared results/);
  const pasted = await look("destination find", { destination: "", destination_q: tutorial1 });
  assertMatch(textOf(pasted), /To Globus Tutorial Collection 1/);
  assertEquals(submitted().length, before);
});

/** Submits a transfer to a collection that requires a consent which the user has not given. */
async function waiting(visitor: Visitor, username: string): Promise<string> {
  const fields = await form(visitor, { destination: fjordStorage, destination_path: "/home/" });
  const before = tasks(username);
  const location = await led(visitor.submit("/transfer", fields));
  assertEquals(location, `/transfer/${fields.submission_id}`);
  assertEquals(tasks(username), before);
  return location!;
}

/** Presses the page's login button, logs in, and returns. */
async function logInFor(visitor: Visitor, page: string, address: string, username: string) {
  const login = await visitor.submit("/login/required", {
    requirement: requirementOf(page),
    return_to: address,
  });
  await login.body?.cancel();
  const callback = new URL(
    await site().sandbox.approve(login.headers.get("location")!, { username }),
  );
  const response = await visitor.fetch(callback.pathname + callback.search);
  await response.body?.cancel();
  return response.headers.get("location");
}

Deno.test("transfer: a transfer that needs a consent waits for the login, then becomes one task", async () => {
  const visitor = await loggedIn(site(), "mei@fjord.example");
  const address = await waiting(visitor, "mei@fjord.example");
  const page = await visitor.page(address);
  assertMatch(textOf(page), /Consent required/);
  assertMatch(textOf(page), /\/share\/godata\/file1\.txt → \/home\/file1\.txt/);
  assert(!textOf(page).includes("Start the transfer"));
  assertEquals(await logInFor(visitor, page, address, "mei@fjord.example"), address);

  const ready = await visitor.page(address);
  assertMatch(textOf(ready), /You can start it now/);
  assertMatch(textOf(ready), /Start the transfer/);
  const before = tasks("mei@fjord.example");
  const locations = await Promise.all(
    Array.from({ length: 5 }, () => led(visitor.submit(address, { do: "submit" }))),
  );
  assertEquals(new Set(locations).size, 1);
  assertMatch(locations[0]!, /^\/tasks\//);
  assertEquals(tasks("mei@fjord.example"), before + 1);
  assertEquals(await led(visitor.fetch(address)), locations[0]);
});

Deno.test("transfer: a waiting transfer is not submitted for another user", async () => {
  const visitor = await loggedIn(site(), "kofi@harbor.example");
  const address = await waiting(visitor, "kofi@harbor.example");
  const page = await visitor.page(address);
  await logInFor(visitor, page, address, "sam@globusid.org");
  const other = await visitor.page(address);
  assertMatch(textOf(other), /Prepared by another user/);
  assert(!textOf(other).includes("Start the transfer"));
  const before = submitted().length;
  const response = await visitor.submit(address, { do: "submit" });
  await response.body?.cancel();
  assertEquals(response.status, 403);
  assertEquals(submitted().length, before);
});

Deno.test("transfer: a waiting transfer can be discarded, and other sessions do not find it", async () => {
  const visitor = await loggedIn(site(), "kofi@harbor.example");
  const address = await waiting(visitor, "kofi@harbor.example");
  const other = await loggedIn(site(), "kofi@harbor.example");
  assertEquals((await other.fetch(address)).status, 404);
  assertEquals(await led(visitor.submit(address, { do: "discard" })), "/transfer");
  const gone = await visitor.fetch(address);
  await gone.body?.cancel();
  assertEquals(gone.status, 404);
});

Deno.test("transfer: a transfer that is sent after the login has ended is kept for the next login", async () => {
  const visitor = await loggedIn(site(), "sam@globusid.org");
  const fields = await form(visitor);
  const { world } = site().sandbox;
  for (const token of world.accessTokens.values()) token.revoked = true;
  for (const token of world.refreshTokens.values()) token.revoked = true;
  const address = `/transfer/${fields.submission_id}`;
  assertEquals(await led(visitor.submit("/transfer", fields)), address);
  const before = tasks("sam@globusid.org");
  await visitor.logIn(address, "sam@globusid.org");
  assertMatch(textOf(await visitor.page(address)), /You can start it now/);
  assertMatch((await led(visitor.submit(address, { do: "submit" })))!, /^\/tasks\//);
  assertEquals(tasks("sam@globusid.org"), before + 1);
});

Deno.test("transfer: the form shows why Globus refused it", async () => {
  const visitor = await loggedIn(site());
  const fields = await form(visitor, { destination: WELL_KNOWN.fjordEndpoint });
  const response = await visitor.submit("/transfer", fields);
  assertEquals(response.status, 409);
  const page = await response.text();
  assertMatch(textOf(page), /This is not a collection\. .*Globus says: /);
  assertEquals(submissionIdOf(page), fields.submission_id);
});
