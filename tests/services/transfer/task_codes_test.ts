import { assert, assertEquals } from "@std/assert";
import { explainTaskCode } from "../../../lib/services/transfer/task_codes.ts";

/** Codes of events and faults that Globus is known to use. */
const codes = [
  ..."STARTED PROGRESS SUCCEEDED CANCELED EXPIRED PAUSED UNPAUSED SKIPPED_ERRORS".split(" "),
  ..."FILE_NOT_FOUND PERMISSION_DENIED AUTH NO_CREDENTIALS CONNECT_FAILED".split(" "),
  ..."CONNECTION_RESET CONNECTION_BROKEN ENDPOINT_ERROR ENDPOINT_TOO_BUSY".split(" "),
  ..."GC_NOT_CONNECTED GC_PAUSED QUOTA_EXCEEDED NO_SPACE_LEFT VERIFY_CHECKSUM".split(" "),
  ..."EXTERNAL_CHECKSUM_MISMATCH FILE_SIZE_CHANGED IS_A_DIRECTORY NOT_A_DIRECTORY".split(" "),
  ..."INVALID_PATH_NAME AMBIGUOUS_PATH LIMIT_EXCEEDED TIMEOUT INTERNAL_ERROR UNKNOWN".split(" "),
];

Deno.test("explainTaskCode() explains every code that Globus uses", () => {
  for (const code of codes) {
    const { meaning } = explainTaskCode(code);
    assert(meaning.endsWith(".") && !meaning.includes(code), code);
  }
});

Deno.test("explainTaskCode() says whether a fault passes by itself or needs a person", () => {
  for (const code of ["FILE_NOT_FOUND", "PERMISSION_DENIED", "GC_NOT_CONNECTED", "NO_SPACE_LEFT"]) {
    assert(explainTaskCode(code).needsAction && explainTaskCode(code).advice);
  }
  for (const code of ["OK", "Queued", "CONNECTION_RESET", "TIMEOUT", "ENDPOINT_TOO_BUSY"]) {
    assertEquals(explainTaskCode(code).needsAction, false);
  }
});

Deno.test("explainTaskCode() repeats an unknown code, shortened", () => {
  assertEquals(explainTaskCode("NEW_CODE").meaning, "The service reports NEW_CODE.");
  assert(explainTaskCode("x".repeat(100_000)).meaning.length < 200);
  assertEquals(explainTaskCode("__proto__").needsAction, false);
});
