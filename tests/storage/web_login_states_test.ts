import { assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import type { LoginAttempt } from "../../lib/oauth/login_states.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { WebStorageLoginStateStore } from "../../lib/storage/web_login_states.ts";

function attempt(state: string): LoginAttempt {
  return {
    state,
    issuer: "https://auth.globus.org",
    redirectUri: "https://lab.example.org/",
    requestedScopes: "openid",
    refreshTokens: false,
    verifier: "v".repeat(43),
    startedAtMs: 1,
  };
}

/** A store, and the text that it writes. */
function setting(text: string | null = null) {
  const storage = {
    text,
    getItem: () => storage.text,
    setItem: (_key: string, value: string) => void (storage.text = value),
  };
  return { storage, store: new WebStorageLoginStateStore(storage) };
}

function read(store: WebStorageLoginStateStore, key = "page"): readonly LoginAttempt[] {
  return store.update(key, (attempts) => ({ attempts, result: attempts }));
}

Deno.test("a login survives a reload, for its browser key alone, until it is taken", () => {
  const { storage, store } = setting();
  const attempts = [attempt("a"), attempt("b")];
  store.update("page", () => ({ attempts, result: undefined }));
  const reloaded = new WebStorageLoginStateStore(storage);
  assertEquals(read(reloaded), attempts);
  assertEquals(read(reloaded, "other"), []);
  reloaded.update("page", () => ({ attempts: [], result: undefined }));
  assertEquals(storage.text, "[]");
});

Deno.test("an item that other scripts have spoiled counts as missing", () => {
  const broken = { ...attempt("a"), verifier: 5 };
  for (
    const text of [
      ...["", "{", "null", "5", '"x"', "[1]", "[null]", '[["page"]]', '[["page",5]]', "{}"],
      ...['[["page",[null]]]', '[["page",["x"]]]', JSON.stringify([["page", [broken]]])],
    ]
  ) {
    const { storage, store } = setting(text);
    assertEquals(read(store), [], text);
    store.update("page", () => ({ attempts: [attempt("a")], result: undefined }));
    assertEquals(read(new WebStorageLoginStateStore(storage)), [attempt("a")]);
  }
});

Deno.test("a browser that stores nothing is a typed error, and so is a missing storage", () => {
  const full = {
    getItem: () => null,
    setItem() {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  const store = new WebStorageLoginStateStore(full);
  const error = assertThrows(() => read(store), TokenStorageError, "quota of the site");
  assertEquals(error.message.startsWith("Cannot store a login: "), true);
  const closed = {
    ...full,
    getItem: () => {
      throw new DOMException("denied", "SecurityError");
    },
  };
  assertThrows(
    () => read(new WebStorageLoginStateStore(closed)),
    TokenStorageError,
    "Cannot read the logins: ",
  );
  const missing: Storage | undefined = undefined;
  // Workers have no web storage.
  const make = () => new WebStorageLoginStateStore(missing!);
  assertThrows(make, GlobusSDKUsageError, "Cannot keep logins");
});
