import { assert, assertEquals } from "@std/assert";
import { authApi, projectAdmin, stillSandbox } from "../../kit/sandbox_calls.ts";

const URN = "urn:globus:auth:scope:auth.globus.org:";
const ADMIN = `openid ${URN}manage_projects`;

Deno.test("projects can be made, read, changed and deleted by their administrators", async () => {
  const sandbox = stillSandbox();
  const call = await authApi(sandbox, ADMIN);
  const created = await call("POST", "/projects", {
    project: { display_name: "Coral", contact_email: "coral@fjord.example" },
  });
  const { project } = created.body;
  const ada = sandbox.world.people[0].primary;
  assertEquals([created.status, project.admin_ids], [200, [ada.id]]);
  assertEquals(project.admins, { identities: [ada], groups: [] });
  assertEquals(project.project_name, "Coral");
  const path = `/projects/${project.id}`;
  const renamed = await call("PUT", path, { project: { display_name: "Reef" } });
  assertEquals([renamed.body.project.display_name, renamed.body.project.contact_email], [
    "Reef",
    "coral@fjord.example",
  ]);
  assertEquals((await call("GET", "/projects")).body.projects.length, 1);
  assertEquals((await call("GET", path)).body.project.display_name, "Reef");
  const stranger = await projectAdmin(sandbox);
  assertEquals((await stranger("GET", path)).status, 403);
  assertEquals((await call("DELETE", path)).body.project.id, project.id);
  assertEquals((await call("GET", path)).status, 404);
});

Deno.test("projects refuse bodies without what they need", async () => {
  const call = await authApi(stillSandbox(), ADMIN);
  const bad: unknown[] = [
    {},
    { project: { display_name: "x" } },
    { project: { display_name: "x", contact_email: "no address" } },
    { project: { display_name: "", contact_email: "a@b.example" } },
    { project: { display_name: "x", contact_email: "a@b.example", admin_ids: ["unknown"] } },
    { project: { display_name: "x", contact_email: "a@b.example", admin_ids: [] } },
  ];
  for (const body of bad) {
    const { status } = await call("POST", "/projects", body);
    assert(status === 400 || status === 422, JSON.stringify(body));
  }
});
