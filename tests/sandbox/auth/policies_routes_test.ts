import { assert, assertEquals } from "@std/assert";
import { authorizeUrl, projectAdmin, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("policies can be made, changed and deleted, and rule logins", async () => {
  const sandbox = stillSandbox();
  const call = await projectAdmin(sandbox);
  const [{ id: project_id }] = (await call("GET", "/projects")).body.projects;
  const { policy } = (await call("POST", "/policies", {
    policy: {
      project_id,
      display_name: "Harbor only",
      description: "For the tape library",
      domain_constraints_include: ["harbor.example"],
    },
  })).body;
  assertEquals([policy.high_assurance, policy.required_mfa], [false, false]);
  const changed = await call("PUT", `/policies/${policy.id}`, {
    policy: { required_mfa: true, authentication_assurance_timeout: 60 },
  });
  assertEquals(changed.body.policy, {
    ...policy,
    required_mfa: true,
    authentication_assurance_timeout: 60,
  });
  const url = await authorizeUrl(sandbox, { session_required_policies: policy.id });
  const page = await (await sandbox.fetch(url)).text();
  assert(page.includes("kofi@harbor.example") && !page.includes("ada@fjord.example"));
  assertEquals((await call("GET", "/policies")).body.policies.length, 2);
  assertEquals((await call("DELETE", `/policies/${policy.id}`)).status, 200);
  assertEquals((await call("GET", `/policies/${policy.id}`)).status, 404);
  const bad = { policy: { project_id, display_name: "x", description: "y", required_mfa: "yes" } };
  assertEquals((await call("POST", "/policies", bad)).status, 422);
});
