import { SKY_INDEX_ID } from "../../../lib/sandbox/search/sky_index.ts";
import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";
import { testSandboxFixtures } from "../../kit/sandbox_fixtures.ts";
import { entry, searchApi, testIndex } from "../../kit/sandbox_search.ts";

testSandboxFixtures({
  service: "search",
  fields: new URL("./fixture_fields.json", import.meta.url),
  // What users wrote.
  opaque: /content\./,
  added: /^$/,
  left: {},
  async answers() {
    const sandbox = stillSandbox();
    const { id, call, ingest, query } = await testIndex(sandbox);
    const sam = await searchApi(sandbox, "sam@globusid.org");
    await ingest([entry("a", { foo: "bar" })]);
    const path = `/v1/index/${id}`;
    const create = () => call("POST", "/v1/index", { display_name: "New", description: "d" });
    const role = (n: number) => ({
      role_name: "writer",
      principal: `urn:globus:auth:identity:${sandbox.world.people[n].primary.id}`,
    });
    return new Map<string, () => Promise<Answer>>([
      [
        "batch_delete_by_subject/default",
        () => call("POST", `${path}/batch_delete_by_subject`, { subjects: ["z"] }),
      ],
      ["create_role/default", () => call("POST", `${path}/role`, role(1))],
      ["delete_role/default", async () => {
        const made = await call("POST", `${path}/role`, role(2));
        return await call("DELETE", `${path}/role/${made.body.id}`);
      }],
      ["get_role_list/default", () => call("GET", `${path}/role_list`)],
      ["index_list/default", () => call("GET", "/v1/index_list")],
      ["search/default", () => call("GET", `${path}/search?q=*`)],
      ["post_search/default", () => query({ q: "*" })],
      ["update_index/default", () => call("PATCH", path, { display_name: "Newer" })],
      ["update_index/forbidden", () => sam("PATCH", `/v1/index/${SKY_INDEX_ID}`, {})],
      ["create_index/default", create],
      ["reopen_index/already_open", () => call("POST", `${path}/reopen`)],
      ["delete_index/default", () => call("DELETE", path)],
      ["delete_index/delete_pending", () => call("DELETE", path)],
      ["reopen_index/default", () => call("POST", `${path}/reopen`)],
      ["create_index/trial_limit", async () => {
        await create();
        return await create();
      }],
    ]);
  },
});
