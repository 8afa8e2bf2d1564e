import { assert, assertEquals, assertMatch } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { asStorageError as typed, isVague } from "../../lib/storage/failures_deno.ts";
import { storeTools } from "../../lib/storage/store_tools.ts";
import { isBusy } from "../../lib/storage/turns.ts";

function failure(code: string, message: string) {
  return Object.assign(new Error(message), { code });
}

function asStorageError(error: unknown, action: string) {
  return typed(error, action, storeTools);
}

const ACTION = "read /home/me/tokens";

Deno.test("asStorageError() says what is wrong and what to do, for each failure of the system", () => {
  const known = {
    ENOSPC: /disk is full; free/,
    EDQUOT: /quota is used up; free/,
    EFBIG: /may not grow; free/,
    EROFS: /disk is read-only; choose/,
    EACCES: /access was denied; check/,
    EPERM: /access was denied; check/,
    ENOTDIR: /not a folder; choose/,
    EISDIR: /is a folder, not a file; choose/,
    ENAMETOOLONG: /too long; choose/,
    EMFILE: /too many files open; close/,
    ENFILE: /too many files open; close/,
    EIO: /disk reports an error; check/,
    ENXIO: /device or a socket, not a file; choose/,
    EBUSY: /another program has locked it; try again/,
    ESTALE: /network disk has lost it; try again/,
    EWHATEVER: /the system reports EWHATEVER$/,
  };
  for (const [code, pattern] of Object.entries(known)) {
    const cause = failure(code, `${code}: text of the system, open '/home/me/tokens'`);
    const error = asStorageError(cause, ACTION);
    assert(error instanceof TokenStorageError);
    assertEquals([error.problem, error.cause], ["unavailable", cause]);
    assertMatch(error.message, pattern);
    assert(error.message.startsWith("Cannot read /home/me/tokens: "), error.message);
    assert(!error.message.includes("text of the system"), error.message);
  }
  const link = asStorageError(failure("ELOOP", "ELOOP: x"), ACTION) as TokenStorageError;
  assertEquals([link.problem, link.message], [
    "unsafe",
    "Cannot read /home/me/tokens: it is a link",
  ]);
});

Deno.test("asStorageError() explains SQLite's errors, whatever the path is called", () => {
  // The words of a path must not decide the kind of failure.
  const paths = ["/busy/x", "/database is locked", "/is full", "/encrypted", "/malformed/readonly"];
  const sqlite = (text: string) => failure("ERR_SQLITE_ERROR", text);
  for (const path of paths) {
    const error = sqlite(`unable to open database file: ${path}`);
    assertEquals([isBusy(error), isVague(error)], [false, true]);
    const typed = asStorageError(error, ACTION) as TokenStorageError;
    assertEquals(typed.problem, "unavailable");
    assertMatch(typed.message, /it cannot be opened; check/);
    const missing = failure("ENOENT", `ENOENT: no such file or directory, open '${path}'`);
    assertEquals([isBusy(missing), isVague(missing)], [false, false]);
    assertEquals((asStorageError(missing, ACTION) as TokenStorageError).problem, "unavailable");
  }
  const texts = {
    "database or disk is full": ["unavailable", /disk is full; free/, false],
    "attempt to write a readonly database": ["unavailable", /read-only; check/, true],
    "disk I/O error": ["unavailable", /disk reports an error; check/, true],
    "file is not a database": ["corrupt", /setAside\(\)/, false],
    "database disk image is malformed": ["corrupt", /setAside\(\)/, false],
    "database is locked": ["busy", /other programs have locked it; try again/, false],
    "database table is locked": ["busy", /other programs have locked it; try again/, false],
    "something new": ["unavailable", /SQLite reports: something new$/, false],
  } as const;
  for (const [text, [problem, pattern, vague]] of Object.entries(texts)) {
    const error = asStorageError(sqlite(text), ACTION) as TokenStorageError;
    assertEquals(error.problem, problem, text);
    assertMatch(error.message, pattern);
    assertEquals(isVague(sqlite(text)), vague, text);
    assertEquals(isBusy(sqlite(text)), problem === "busy", text);
  }
});

Deno.test("asStorageError() names the flags that the runtime needs, and does not change other errors", () => {
  const capable = new Error('Requires read access to "/x", run again with the --allow-read flag');
  capable.name = "NotCapable";
  for (const cause of [capable, failure("ERR_ACCESS_DENIED", "Access to this API is restricted")]) {
    const error = asStorageError(cause, ACTION) as TokenStorageError;
    assertEquals([error.problem, error.cause], ["unavailable", cause]);
    assertEquals(
      error.message,
      `Cannot ${ACTION}: the program lacks the permission; allow it to read and write the folder` +
        " of the file (--allow-read=<folder> --allow-write=<folder>)",
    );
  }
  const others = [
    new GlobusError("Cannot x"),
    Object.assign(new GlobusError("Cannot x"), { code: "ENOENT" }),
    new TypeError("x"),
    new DOMException("x", "AbortError"),
    "text",
    undefined,
  ];
  for (const other of others) assertEquals(asStorageError(other, ACTION), other);
});
