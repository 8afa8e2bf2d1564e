import { assertEquals, assertThrows } from "@std/assert";
import { BaseClient } from "../../lib/core/client.ts";
import {
  checkServiceUrl,
  ENVIRONMENTS,
  getEnvironmentName,
  getServiceUrl,
  getWebappUrl,
  readEnvironmentVariable,
  sandboxServiceUrl,
} from "../../lib/core/environment.ts";
import { ThingsClient } from "./steps_clock.ts";

/** Sets environment variables for the time of a call. */
function withVariables(variables: Record<string, string>, run: () => void): void {
  const names = Object.keys(variables);
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.set(name, variables[name]);
  try {
    run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

const services = ["auth", "transfer", "groups", "search", "flows", "timer", "compute", "app"];

Deno.test("D3 every service of every environment has an https address of Globus", () => {
  for (const environment of ENVIRONMENTS) {
    for (const service of services) {
      const url = new URL(getServiceUrl(service, environment));
      assertEquals([url.protocol, url.pathname], ["https:", "/"]);
      const isKnown = /(^|\.)(globus\.org|globuscs\.info)$/.test(url.hostname);
      assertEquals(isKnown, true, url.href);
      assertEquals(checkServiceUrl(url.href), url.href);
    }
  }
});

Deno.test("an environment that does not exist is refused, with those that do", () => {
  for (const name of ["prod", "Production", "production ", "../x", "evil.example/", "__proto__"]) {
    assertThrows(() => getEnvironmentName(name), RangeError, "it is none of integration, preview");
    assertThrows(() => getServiceUrl("transfer", name), RangeError);
    withVariables(
      { GLOBUS_SDK_ENVIRONMENT: name },
      () => void assertThrows(() => new ThingsClient(), RangeError, "Cannot use environment"),
    );
  }
  assertEquals(getEnvironmentName(""), "production");
});

Deno.test("D3 D4 an address from the environment must be https, as any other", () => {
  const refused = [
    "http://transfer.example",
    "http://127.0.0.1:8000",
    "//evil.example",
    "evil.example",
    "https://user:password@evil.example",
    "https://evil.example/?a=b",
    "javascript:alert(1)",
  ];
  for (const url of refused) {
    withVariables({ GLOBUS_SDK_SERVICE_URL_TRANSFER: url }, () => {
      assertThrows(() => new ThingsClient(), TypeError, "Cannot use this address");
    });
  }
  for (const url of ["http://box.example", "ftp://127.0.0.1", "http://localhost.evil.example"]) {
    withVariables({ GLOBUS_SDK_SANDBOX_URL: url }, () => {
      assertThrows(() => new ThingsClient(), TypeError, "Cannot use sandbox");
    });
  }
});

Deno.test("a variable that is empty counts as none", () => {
  withVariables({
    GLOBUS_SDK_SERVICE_URL_TRANSFER: "",
    GLOBUS_SDK_SANDBOX_URL: "",
  }, () => assertEquals(new ThingsClient().baseUrl, "https://transfer.api.globus.org/"));
});

Deno.test("what is given in the code wins over what the environment says", () => {
  withVariables({
    GLOBUS_SDK_ENVIRONMENT: "preview",
    GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://variable.example/",
  }, () => {
    assertEquals(new ThingsClient().baseUrl, "https://variable.example/");
    assertEquals(new ThingsClient().environment, "preview");
    assertEquals(new ThingsClient({ environment: "staging" }).environment, "staging");
    const baseUrl = "https://given.example/";
    assertEquals(new ThingsClient({ baseUrl }).baseUrl, baseUrl);
    assertEquals(getWebappUrl(), "https://app.preview.globus.org/");
  });
});

Deno.test("a sandbox serves each service under its production name", () => {
  for (const service of services) {
    const { host } = new URL(getServiceUrl(service, "production"));
    assertEquals(
      sandboxServiceUrl("http://127.0.0.1:8001/ignored?a=b#c", service),
      `http://127.0.0.1:8001/${host}/`,
    );
  }
  assertThrows(
    () => sandboxServiceUrl("http://user@10.0.0.1", "auth"),
    TypeError,
    "https, or http",
  );
});

Deno.test("an address of a sandbox that is none is refused in words, and not quoted", () => {
  for (const url of ["canary", "127.0.0.1:8001", "localhost:8001", "http://", "http://[canary"]) {
    const error = assertThrows(
      () => new ThingsClient({ sandboxUrl: url }),
      TypeError,
      "Cannot use sandbox at this address: it needs https",
    );
    assertEquals(error.message.includes("canary"), false);
  }
});

Deno.test("a client with an address of its own is not moved into a sandbox", () => {
  withVariables({ GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:8001" }, () => {
    assertEquals(new BaseClient({ baseUrl: "https://own.example" }).baseUrl, "https://own.example");
    assertEquals(
      new ThingsClient().baseUrl,
      "http://127.0.0.1:8001/transfer.api.globus.org/",
    );
  });
});

Deno.test({
  name: "nothing is read of the environment, and nobody is asked, without the permission",
  permissions: { env: false },
  fn() {
    assertEquals(readEnvironmentVariable("GLOBUS_SDK_ENVIRONMENT"), undefined);
    assertEquals(new ThingsClient().baseUrl, "https://transfer.api.globus.org/");
  },
});

Deno.test({
  name: "a variable is read where just that one may be",
  permissions: { env: ["HOME"] },
  fn() {
    assertEquals(readEnvironmentVariable("HOME"), Deno.env.get("HOME"));
    assertEquals(readEnvironmentVariable("GLOBUS_SDK_SANDBOX_URL"), undefined);
  },
});
