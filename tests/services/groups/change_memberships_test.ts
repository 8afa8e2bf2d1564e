import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  AuthClient,
  changeMemberships,
  type ChangeMembershipsParams,
  GroupMembershipError,
  GroupsClient,
  type MembershipChange,
  type MembershipReport,
} from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { FakeGroup, identityId, userName } from "../../kit/fake_group.ts";
import { shapes } from "../../kit/signatures.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";

const GROUP = "c0ffee99-0000-4000-8000-000000000099";

/** A group with a client; `spoil` may answer in the group's place. */
function makeGroup(spoil: (seen: Sent) => Answer | undefined = () => undefined) {
  const group = new FakeGroup();
  return { group, ...fakeClient(GroupsClient, (seen) => spoil(seen) ?? group.answer(seen)) };
}

/** Globus Auth, which knows the people with numbers below 1000. */
function makeAuth() {
  return fakeClient(AuthClient, ({ address: url }) => {
    const names = url.searchParams.get("usernames")!.split(",");
    const provision = url.searchParams.get("provision") === "true";
    const identities = names.flatMap((name) => {
      const number = Number(/^p(\d+)@example\.org$/.exec(name)?.[1] ?? NaN);
      return number < 1000 || provision
        ? [{ id: identityId(number), username: `P${number}@Example.org` }]
        : [];
    });
    return { json: { identities } };
  });
}

function adding(numbers: number[], more: object = {}): MembershipChange[] {
  return numbers.map((number) => ({ action: "add", person: identityId(number), ...more }));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function states({ state, results }: MembershipReport): string[] {
  return [state, ...results.map(({ state }) => state)];
}

Deno.test("changeMemberships() sends long lists in parts, and reports each person", async () => {
  const { client, group, requests, clock } = makeGroup();
  const report = await changeMemberships(client, GROUP, { changes: adding(upTo(250)) });
  assertEquals(group.members.size, 250);
  assertEquals(requests.map(({ json: body }) => (body as { add: unknown[] }).add.length), [
    100,
    100,
    50,
  ]);
  assertEquals(requests[0].address.pathname, `/v2/groups/${GROUP}`);
  assertEquals(new Set(states(report)), new Set(["complete", "done"]));
  const { change, identityId: id, membership } = report.results[7];
  assertEquals([change, id], [adding([7])[0], identityId(7)]);
  assertEquals([membership?.identity_id, membership?.status], [identityId(7), "active"]);
  assertEquals([report.failures, report.unfinished, report.error], [[], [], undefined]);
  report.throwIfFailed();
  await nextTurn();
  assertEquals(clock.timers, 0);
});

Deno.test("changeMemberships() finds people by user name, a hundred at once, in any case", async () => {
  const { client, group, requests } = makeGroup();
  const auth = makeAuth();
  const people = [...upTo(150).map(userName), "P3@EXAMPLE.ORG", identityId(3).toUpperCase()];
  const changes = people.map((person) => ({ action: "add", person }) as const);
  const params = { changes, identities: auth.client };
  const report = await changeMemberships(client, GROUP, params);
  assertEquals([group.members.size, report.failures.length], [150, 0]);
  assertEquals(report.results.map(({ identityId }) => identityId).slice(150), [
    identityId(3),
    identityId(3),
  ]);
  assertEquals(
    auth.requests.map(({ address: url }) => url.searchParams.get("usernames")!.split(",").length),
    [
      100,
      50,
    ],
  );
  assertEquals(auth.requests[0].address.searchParams.get("provision"), "false");
  assertEquals(requests.length, 2);
});

Deno.test("changeMemberships() reports names without an identity, and creates their identities if told to", async () => {
  const changes = [1, 5000].map((number) => ({ action: "add", person: userName(number) }) as const);
  const { client, group } = makeGroup();
  const identities = makeAuth().client;
  const report = await changeMemberships(client, GROUP, { changes, identities });
  assertEquals(states(report), ["complete", "done", "notFound"]);
  assertEquals(report.results[1].identityId, undefined);
  assertEquals(report.unfinished, []);
  assertThrows(
    () => report.throwIfFailed(),
    GroupMembershipError,
    "1 of 2 memberships: notFound: 1",
  );
  const again = await changeMemberships(client, GROUP, { changes, identities, provision: true });
  assertEquals(states(again), ["complete", "unchanged", "done"]);
  assertEquals(group.members.size, 2);
});

Deno.test("user names need something to look them up with", async () => {
  const { client, requests } = makeGroup();
  const changes = [{ action: "add", person: userName(1) }] as const;
  await assertRejects(
    () => changeMemberships(client, GROUP, { changes }),
    Error,
    "give an AuthClient as `identities`",
  );
  const identities = fakeClient(AuthClient, () => ({ status: 403, json: {} })).client;
  await assertRejects(
    () => changeMemberships(client, GROUP, { changes, identities }),
    Error,
    "403",
  );
  assertEquals(requests.length, 0);
});

Deno.test("the same change given again is sent once, and changes that differ are not sent at all", async () => {
  const { client, group, requests } = makeGroup();
  const identities = makeAuth().client;
  const changes: MembershipChange[] = [
    { action: "add", person: identityId(1) },
    { action: "add", person: userName(1), role: "member" },
    { action: "add", person: identityId(1), status_reason: undefined },
    { action: "add", person: identityId(2), role: "admin" },
  ];
  const report = await changeMemberships(client, GROUP, { changes, identities });
  assertEquals(states(report), ["complete", "done", "done", "done", "done"]);
  assertEquals((requests[0].json as { add: unknown[] }).add.length, 2);
  assertEquals(group.members.get(identityId(2)), "admin");
  for (
    const other of [
      { action: "remove", person: identityId(1) },
      { action: "add", person: userName(1), role: "manager" },
      { action: "invite", person: identityId(1) },
      { action: "add", person: identityId(1), status_reason: "run 7" },
    ] as MembershipChange[]
  ) {
    const both = { changes: [...adding(upTo(3)), other], identities };
    await assertRejects(
      () => changeMemberships(client, GROUP, both),
      RangeError,
      `changes of the same person differ (${identityId(1)})`,
    );
  }
  assertEquals(requests.length, 1);
});

Deno.test("each action has requests of its own, and a refusal of one leaves the others alone", async () => {
  const { client, group, requests } = makeGroup(({ json: body }) =>
    "approve" in (body as object)
      ? { status: 403, json: { code: "FORBIDDEN", detail: "Not a manager" } }
      : undefined
  );
  group.members.set(identityId(1), "member").set(identityId(2), "member");
  const report = await changeMemberships(client, GROUP, {
    changes: [
      { action: "approve", person: identityId(9) },
      { action: "add", person: identityId(3) },
      { action: "remove", person: identityId(1) },
      { action: "add", person: identityId(4), role: "manager" },
      { action: "change_role", person: identityId(2), role: "admin" },
    ],
  });
  assertEquals(states(report), ["complete", "refused", "done", "done", "done", "done"]);
  assertEquals(requests.map(({ json: body }) => Object.keys(body as object)), [
    ["approve"],
    ["add"],
    ["remove"],
    ["change_role"],
  ]);
  assert((report.results[0].error as Error).message.includes("Not a manager"));
  assertEquals([...group.members], [
    [identityId(2), "admin"],
    [identityId(3), "member"],
    [identityId(4), "manager"],
  ]);
});

Deno.test("errors within a response become results: a change already made is not a failure", async () => {
  const { client, group } = makeGroup();
  group.members.set(identityId(1), "admin");
  group.guarded.add(identityId(2));
  const changes = [...adding([1, 2, 3]), ...adding([1].map((n) => n + 100), { role: "manager" })];
  group.members.set(identityId(101), "member");
  const report = await changeMemberships(client, GROUP, { changes });
  assertEquals(states(report), ["complete", "unchanged", "refused", "done", "refused"]);
  assertEquals(report.results.map(({ code }) => code), [
    "ALREADY_ACTIVE",
    "ADD_NOT_ALLOWED",
    undefined,
    "ALREADY_ACTIVE",
  ]);
  assertEquals(report.results[1].detail, "No");
  assertEquals(report.failures.map(({ change }) => change.person), [
    identityId(2),
    identityId(101),
  ]);
  const error = assertThrows(() => report.throwIfFailed(), GroupMembershipError, "2 of 4");
  assert(error.message.includes("ADD_NOT_ALLOWED: 1, ALREADY_ACTIVE: 1"), error.message);
  assertEquals(error.report, report);
});

Deno.test("a response that does not mention a person leaves the outcome unknown", async () => {
  const [one, two] = adding([1, 2]);
  const bodies: unknown[] = [
    {},
    { add: null, errors: null },
    { add: [null, 5, { identity_id: 5 }], errors: { add: {} } },
    { add: { identity_id: identityId(1) }, errors: [] },
    { remove: [{ identity_id: identityId(1) }] },
  ];
  for (const json of bodies) {
    const { client } = makeGroup(() => ({ json }));
    const report = await changeMemberships(client, GROUP, { changes: [one] });
    assertEquals(states(report), ["complete", "unknown"], JSON.stringify(json));
    assertEquals(report.unfinished, [one]);
  }
  const upper = identityId(1).toUpperCase();
  const { client } = makeGroup(() => ({ json: { add: [{ identity_id: upper }] } }));
  assertEquals(states(await changeMemberships(client, GROUP, { changes: [one, two] })), [
    "complete",
    "done",
    "unknown",
  ]);
});

Deno.test("a lost response leaves its changes unknown and the rest unsent, to be given to another call", async () => {
  for (
    const answer of [
      { throws: new TypeError("connection reset") },
      { status: 500 },
      { status: 503 },
      { text: "<html>" },
      { json: [] },
    ]
  ) {
    let calls = 0;
    const { client, group, requests } = makeGroup((seen) => {
      if (++calls !== 2) return undefined;
      group.answer(seen);
      return answer;
    });
    const params = { changes: adding(upTo(6)), maxChanges: 2 };
    const report = await changeMemberships(client, GROUP, params);
    assertEquals(states(report), [
      "stopped",
      ...["done", "done", "unknown", "unknown", "notSent", "notSent"],
    ]);
    assertEquals([requests.length, group.members.size], [2, 4]);
    assertEquals(report.unfinished, adding([2, 3, 4, 5]));
    assert(report.error instanceof Error && report.results[2].error === report.error);
    const rest = await changeMemberships(client, GROUP, { changes: report.unfinished });
    assertEquals(states(rest), ["complete", "unchanged", "unchanged", "done", "done"]);
    assertEquals([...group.added.values()], Array(6).fill(1));
  }
});

Deno.test("a request that never left, or was refused for all, stops with nothing unknown", async () => {
  const answers: Answer[] = [
    { throws: new TypeError("client error (Connect): dns error") },
    { status: 401, json: { code: "INVALID_TOKEN", detail: "d" } },
    { status: 404, json: { code: "NOT_FOUND", detail: "d" } },
  ];
  for (const answer of answers) {
    const { client } = makeGroup(() => answer);
    const report = await changeMemberships(client, GROUP, {
      changes: adding([1, 2]),
      maxChanges: 1,
    });
    assertEquals(states(report), ["stopped", "refused", "notSent"]);
    assertThrows(() => report.throwIfFailed(), GroupMembershipError, "(Cannot POST");
  }
});

Deno.test("changeMemberships() stops when its time is over", async () => {
  const { client, requests } = makeGroup(({ index }) =>
    index === 1 ? { status: 429, headers: { "retry-after": "5" } } : undefined
  );
  const params = { changes: adding(upTo(4)), maxChanges: 1 };
  const report = await changeMemberships(client, GROUP, { ...params, timeoutMs: 5500 });
  assertEquals(states(report), ["complete", "done", "done", "done", "done"]);
  const slow = makeGroup(({ index }) =>
    index < 4 ? { status: 429, headers: { "retry-after": "3" } } : undefined
  );
  const late = await changeMemberships(slow.client, GROUP, { ...params, timeoutMs: 5000 });
  assertEquals(states(late), ["stopped", "refused", "notSent", "notSent", "notSent"]);
  const none = await changeMemberships(client, GROUP, { ...params, timeoutMs: 0 });
  assertEquals(states(none), ["timeout", "notSent", "notSent", "notSent", "notSent"]);
  assertEquals(requests.length, 5);
});

Deno.test("R5 an aborted changeMemberships() rejects before anything was sent, and then tells what was done", async () => {
  const reason = new Error("enough");
  const params = { changes: adding(upTo(3)), maxChanges: 1 };
  const none = makeGroup();
  const options = { signal: AbortSignal.abort(reason) };
  await assertRejects(
    () => changeMemberships(none.client, GROUP, params, options),
    Error,
    "enough",
  );
  assertEquals(none.requests.length, 0);
  const stop = new AbortController();
  const between = makeGroup(({ index }) => {
    if (index === 1) stop.abort(reason);
    return undefined;
  });
  const { signal } = stop;
  const report = await changeMemberships(between.client, GROUP, params, { signal });
  assertEquals(report.state, "aborted");
  assertEquals(report.results[0].state, "done");
  assertEquals(report.results[2].state, "notSent");
  assertThrows(() => report.throwIfFailed(), Error, "enough");
  const stopFirst = new AbortController();
  const during = makeGroup(() => {
    queueMicrotask(() => stopFirst.abort(reason));
    return { hangs: true };
  });
  const first = await changeMemberships(during.client, GROUP, params, { signal: stopFirst.signal });
  assertEquals(states(first), ["aborted", "unknown", "notSent", "notSent"]);
  // Nothing was sent to Groups while a name is looked up.
  const stopNames = new AbortController();
  const auth = fakeClient(AuthClient, () => {
    queueMicrotask(() => stopNames.abort(reason));
    return { hangs: true };
  });
  const named = { changes: [{ action: "add", person: userName(1) } as const] };
  await assertRejects(
    () =>
      changeMemberships(none.client, GROUP, { ...named, identities: auth.client }, {
        signal: stopNames.signal,
      }),
    Error,
    "enough",
  );
});

Deno.test("changeMemberships() refuses wrong arguments before it sends anything", async () => {
  const { client, requests } = makeGroup();
  const good = adding([1]);
  for (const [shape, value] of shapes) {
    const wrong = value as never;
    await assertRejects(() => changeMemberships(client, GROUP, wrong), TypeError, "Cannot ", shape);
    await assertRejects(
      () => changeMemberships(client, GROUP, { changes: good }, wrong),
      TypeError,
      "write ",
      shape,
    );
    if (typeof value !== "string") {
      const bad: [field: string, change: object][] = [
        ["person", { action: "add", person: wrong }],
        ["role", { action: "change_role", person: identityId(1), role: wrong }],
      ];
      for (const [field, change] of bad) {
        await assertRejects(
          () => changeMemberships(client, GROUP, { changes: [change as MembershipChange] }),
          TypeError,
          field,
          shape,
        );
      }
      await assertRejects(
        () => changeMemberships(client, wrong, { changes: good }),
        TypeError,
        "in a path",
        shape,
      );
    }
    await assertRejects(
      () =>
        changeMemberships(client, GROUP, { changes: [{ action: wrong, person: identityId(1) }] }),
      RangeError,
      "has an action that does not exist",
      shape,
    );
    await assertRejects(
      () => changeMemberships(client, GROUP, { changes: [wrong] }),
      TypeError,
      "change 0 is not a plain object",
      shape,
    );
    if (/array|Map|URLSearch/.test(shape)) continue;
    await assertRejects(
      () => changeMemberships(client, GROUP, { changes: wrong }),
      TypeError,
      "not a list",
      shape,
    );
  }
  const limits: Partial<ChangeMembershipsParams>[] = [
    { maxChanges: 0 },
    { maxChanges: NaN },
    { timeoutMs: -1 },
  ];
  for (const limit of limits) {
    await assertRejects(
      () => changeMemberships(client, GROUP, { changes: good, ...limit }),
      RangeError,
      "Cannot change memberships",
    );
  }
  assertEquals(requests.length, 0);
  // Never called: only the compiler looks at it.
  const _mistakes = () => {
    // @ts-expect-error: a new role must be named.
    changeMemberships(client, GROUP, { changes: [{ action: "change_role", person: "p" }] });
    // @ts-expect-error: there is no such action.
    changeMemberships(client, GROUP, { changes: [{ action: "ban", person: "p" }] });
    const invite_email_address = "ann@example.org";
    // @ts-expect-error: only invitations have an address.
    const change: MembershipChange = { action: "add", person: "p", invite_email_address };
    return change;
  };
});
