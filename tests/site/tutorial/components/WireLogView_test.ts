import { assertEquals } from "@std/assert";
import { wireAddress } from "../../../../site/tutorial/components/WireLogView.tsx";

Deno.test("wireAddress() shows a request to a sandbox as one to Globus, with its masks", () => {
  const sandbox = "http://127.0.0.1:8001";
  assertEquals(
    wireAddress(`${sandbox}/auth.globus.org/v2/oauth2/token?code=••••`, sandbox),
    { host: "auth.globus.org", rest: "/v2/oauth2/token?code=••••" },
  );
  assertEquals(
    wireAddress("https://transfer.api.globus.org/v0.10/task_list", sandbox),
    { host: "transfer.api.globus.org", rest: "/v0.10/task_list" },
  );
  assertEquals(wireAddress(`${sandbox}/auth.globus.org`, sandbox), {
    host: "auth.globus.org",
    rest: "",
  });
  assertEquals(wireAddress("no address", sandbox), { host: "", rest: "no address" });
});
