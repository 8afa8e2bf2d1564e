import { assert, assertEquals } from "@std/assert";
import type { TokenDocument } from "../../lib/storage/data.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";
import { eachKind, tokens } from "../kit/stores.ts";

/** Malformed values, by what is wrong with them. */
function malformed(good: TokenDocument): [what: string, document: unknown][] {
  const broken: [string, unknown][] = [
    ["null", null],
    ["an array", [good]],
    ["a text", "access"],
    ["a text that holds a document", JSON.stringify(good)],
    ["a number", 5],
    ["a truth value", true],
    ["an empty object", {}],
  ];
  const wrong: Record<string, unknown[]> = {
    resource_server: [undefined, null, 5, {}],
    scope: [undefined, null, 5, ["openid"]],
    access_token: [undefined, null, "", 5, [], {}],
    refresh_token: ["", 5, false, {}],
    identity_id: ["", 5, {}],
    client_id: ["", 5, {}],
    token_type: [5, {}],
    expires_at_seconds: [
      undefined,
      null,
      1_700_000_000.5,
      "1700000000",
      "soon",
      true,
      -1,
      1_700_000_000_000,
      2 ** 60,
      1e300,
      [],
    ],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      broken.push([`${name} ${JSON.stringify(value)}`, { ...good, [name]: value }]);
    }
  }
  return broken;
}

eachKind(
  "a malformed document counts as missing, to every reader",
  async (storage, reopen, plant) => {
    await storage.storeTokenDataByResourceServer([["good", tokens("good")]]);
    for (const [what, document] of malformed(tokens("bad").toDict())) {
      await plant("bad", document);
      const other = reopen();
      assertEquals(await other.getTokenData("bad"), undefined, what);
      assertEquals([...(await other.getTokenDataByResourceServer()).keys()], ["good"], what);
      await other.update((all) => {
        assertEquals(all.get("bad"), undefined, what);
        assertEquals([...all.getAll().keys()], ["good"], what);
      });
      // Tokens of other services stay, and the next login replaces the malformed ones.
      await other.storeTokenDataByResourceServer([["bad", tokens("bad", "new")]]);
      assertEquals((await storage.getTokenData("bad"))?.access_token, "access-bad-new", what);
      assertEquals((await storage.getTokenData("good"))?.access_token, "access-good-1", what);
    }
  },
);

eachKind(
  "an odd document that is not malformed is read",
  async (storage, _reopen, plant) => {
    const good = { ...tokens("a").toDict() };
    const odd: unknown[] = [
      { ...good, note: "x", nested: { access_token: 5 } },
      { ...good, identity_id: null, refresh_token: null, token_type: null },
      { ...good, scope: "", token_type: "" },
      { ...good, expires_at_seconds: 0 },
      { ...good, expires_at_seconds: 253_402_300_799 },
    ];
    for (const document of odd) {
      await plant("a", document);
      assertEquals((await storage.getTokenData("a"))?.access_token, "access-a-1");
      assertEquals((await storage.getTokenDataByResourceServer()).size, 1);
    }
  },
);

eachKind("one login heals a malformed document", async (storage, reopen, plant) => {
  for (const requestRefreshTokens of [true, false]) {
    for (
      const wrong of [{ refresh_token: "" }, { scope: undefined }, { expires_at_seconds: 1.5 }]
    ) {
      const setting = new Setting();
      await plant(TRANSFER, { ...tokens(TRANSFER).toDict(), ...wrong });
      const app = setting.userApp({ tokenStorage: storage, requestRefreshTokens });
      const first = await header(app);
      assert(first?.startsWith("Bearer "));
      assertEquals(setting.logins.length, 1, JSON.stringify(wrong));
      const again = setting.userApp({ tokenStorage: reopen(), requestRefreshTokens });
      assertEquals(await header(again), first);
      assertEquals(setting.logins.length, 1, JSON.stringify(wrong));
      const { tokens: revoked } = await again.logout();
      assert(revoked.length > 0);
      assertEquals((await storage.getTokenDataByResourceServer()).size, 0);
    }
  }
});

eachKind("a logout removes a malformed document", async (storage, _reopen, plant) => {
  await plant(TRANSFER, { access_token: 5 });
  const app = new Setting().userApp({ tokenStorage: storage });
  assertEquals((await app.logout()).tokens, []);
  await storage.update((all) => assertEquals([...all.documents.keys()], []));
});

eachKind("H1 a printed transaction shows no token", async (storage, _reopen, plant) => {
  await storage.storeTokenDataByResourceServer([["a", tokens("canary")]]);
  await plant("b", { access_token: "access-canary-b" });
  const shown: string[] = [];
  const look = (value: unknown) => {
    shown.push(
      Deno.inspect(value),
      Deno.inspect({ nested: [value] }, { depth: 10, showHidden: true }),
      JSON.stringify(value),
      String(value),
    );
  };
  await storage.update((all) => {
    all.set("c", tokens("canary"));
    for (const value of [all, all.documents, all.changes, all.getAll(), all.get("a")]) look(value);
    look({ ...all });
    look(structuredClone(all));
  });
  look(storage);
  for (const text of shown) assert(!/(access|refresh)-canary/.test(text), text);
  assert(shown[0].includes("[redacted]") && shown[0].includes('"a"'), shown[0]);
});
