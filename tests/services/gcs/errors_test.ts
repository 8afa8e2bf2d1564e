import { assert, assertEquals } from "@std/assert";
import { GCSAPIError, GCSClient } from "@globus-deno/sdk";
import { fakeFetch } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

async function refusal(json: unknown, status = 422): Promise<GCSAPIError> {
  const { fetch } = fakeFetch(() => ({ status, json }));
  const error = await errorOf(new GCSClient("abc.xyz", { fetch }).getEndpoint());
  assert(error instanceof GCSAPIError, `${error}`);
  return error;
}

Deno.test("a refusal has its detail and the detail's type", async () => {
  const detail = { DATA_TYPE: "missing_required_role#1.0.0", roles: [{ role: "administrator" }] };
  const json = { code: "permission_denied", message: "No", detail };
  const error = await refusal(json, 403);
  assertEquals(error.detail, detail);
  assertEquals(error.detailDataType, "missing_required_role#1.0.0");
  assertEquals(error.code, "permission_denied");
  assertEquals(error.message, "Cannot GET /endpoint: 403 permission_denied No");
});

Deno.test("the message of a refusal names the fields that are wrong", async () => {
  const detail = {
    DATA_TYPE: "invalid_input#1.0.0",
    errors: [{ property: "public", message: "must be a boolean" }, {
      message: "too long\u001b[31m",
    }],
  };
  const error = await refusal({ code: "unprocessable_entity", message: "Validation", detail });
  assertEquals(
    error.message,
    "Cannot GET /endpoint: 422 unprocessable_entity Validation" +
      "; public: must be a boolean; request: too long [31m",
  );
  assert(!error.message.includes("\u001b"));
});

Deno.test("a detail of any shape does no harm", async () => {
  const shapes = [undefined, null, "", "text", 5, [], [1], {}, { DATA_TYPE: 7 }, {
    errors: [null],
  }];
  for (const detail of [...shapes, { errors: [{ message: 5 }] }, { errors: "x" }]) {
    const error = await refusal({ code: "c", message: "m", detail });
    assertEquals(error.detail, (detail ?? null) as GCSAPIError["detail"]);
    assertEquals(error.detailDataType, null);
    assertEquals(error.message, "Cannot GET /endpoint: 422 c m");
  }
  for (const json of [[], null, "x", 5]) assertEquals((await refusal(json)).detail, null);
});
