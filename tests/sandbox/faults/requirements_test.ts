import { assertEquals } from "@std/assert";
import { requirementDocument, requirementFault } from "../../../lib/sandbox/faults/requirements.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

Deno.test("requirementFault() asks in the shape and with the status that the test wants", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const requirement = { scopes: ["s1"], domains: ["a.example", "b.example"], policies: ["p"] };
  sandbox.faults.add({ ...requirementFault("transfer-consent", requirement), path: "/v0.10/*" });
  const consent = await call("/task_list");
  assertEquals([consent.status, consent.body.code, consent.body.required_scopes], [
    403,
    "ConsentRequired",
    ["s1"],
  ]);
  const fault = requirementFault("parameters", { ...requirement, status: 502 });
  sandbox.faults.add(fault);
  const { status, body } = await call("/task_list");
  assertEquals([status, body.authorization_parameters.session_required_single_domain], [
    502,
    ["a.example", "b.example"],
  ]);
  assertEquals((await call("/task_list")).status, 200);
});

Deno.test("requirementDocument() has every shape that services use", () => {
  const requirement = { scopes: ["s1", "s2"], domains: ["a", "b"], mfa: true, identities: ["i"] };
  // deno-lint-ignore no-explicit-any -- documents of seven shapes, of which the test picks parts
  const of = (shape: Parameters<typeof requirementDocument>[0]): any =>
    requirementDocument(shape, requirement);
  assertEquals(of("action-provider-consent").required_scope, "s1");
  assertEquals(of("dependent-consent").errors[0].unapproved_scopes, ["s1", "s2"]);
  assertEquals(
    of("parameters-text").authorization_parameters.session_required_single_domain,
    "a,b",
  );
  assertEquals(of("subdocuments").errors[1].authorization_parameters.session_required_mfa, true);
  assertEquals(of("nested").details.details.authorization_parameters.required_scopes, ["s1", "s2"]);
  assertEquals(requirementFault("nested", requirement), {
    fault: "answer",
    status: 200,
    body: requirementDocument("nested", requirement),
  });
});
