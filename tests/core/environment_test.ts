import { assertEquals, assertThrows } from "@std/assert";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { BaseClient } from "../../lib/core/client.ts";
import {
  checkServiceUrl,
  ENVIRONMENTS,
  getEnvironmentName,
  getServiceUrl,
  getWebappUrl,
  sandboxOf,
  sandboxServiceUrl,
} from "../../lib/core/environment.ts";
import { secureUrl } from "../../lib/core/guards.ts";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { checkRedirectUri } from "../../lib/oauth/redirect_uri.ts";
import { ThingsClient } from "../kit/things_client.ts";

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

const SERVICES = ["auth", "transfer", "groups", "search", "flows", "timer", "compute", "app"];

Deno.test("D3 every service of every environment has an https address of Globus", () => {
  for (const environment of ENVIRONMENTS) {
    for (const service of SERVICES) {
      const url = new URL(getServiceUrl(service, environment));
      assertEquals([url.protocol, url.pathname], ["https:", "/"]);
      const isKnown = /(^|\.)(globus\.org|globuscs\.info)$/.test(url.hostname);
      assertEquals(isKnown, true, url.href);
      assertEquals(checkServiceUrl(url.href), url.href);
    }
  }
});

Deno.test("the services of an environment have the addresses that the Python SDK uses", () => {
  const addresses = {
    "auth production": "https://auth.globus.org/",
    "transfer production": "https://transfer.api.globus.org/",
    "flows production": "https://flows.automate.globus.org/",
    "nexus production": "https://nexus.api.globusonline.org/",
    "nexus preview": "https://nexus.api.preview.globus.org/",
    "auth preview": "https://auth.preview.globus.org/",
    "actions preview": "https://preview.actions.automate.globus.org/",
    "timer preview": "https://preview.timer.automate.globus.org/",
    "auth staging": "https://auth.staging.globuscs.info/",
    "transfer staging": "https://transfer.api.staging.globuscs.info/",
    "actions staging": "https://staging.actions.automate.globus.org/",
  };
  for (const [key, address] of Object.entries(addresses)) {
    const [service, environment] = key.split(" ");
    assertEquals(getServiceUrl(service, environment), address, key);
  }
});

Deno.test("an unknown environment is refused, and the error lists the known ones", () => {
  for (const name of ["prod", "Production", "production ", "../x", "evil.example/", "__proto__"]) {
    assertThrows(() => getEnvironmentName(name), RangeError, "choose one of integration, preview");
    assertThrows(() => getServiceUrl("transfer", name), RangeError);
    withVariables(
      { GLOBUS_SDK_ENVIRONMENT: name },
      () => void assertThrows(() => new ThingsClient(), RangeError, "Cannot use environment"),
    );
  }
  assertEquals(getEnvironmentName(""), "production");
});

Deno.test("D3 D4 an address from the environment must be https or on this machine, as any other", () => {
  const refused = [
    "http://transfer.example",
    "http://127.0.0.1.evil.example:8000",
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

Deno.test("an empty variable counts as not set", () => {
  withVariables({
    GLOBUS_SDK_SERVICE_URL_TRANSFER: "",
    GLOBUS_SDK_SANDBOX_URL: "",
  }, () => assertEquals(new ThingsClient().baseUrl, "https://transfer.api.globus.org/"));
});

Deno.test("options in the code override environment variables", () => {
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
  for (const service of SERVICES) {
    const { host } = new URL(getServiceUrl(service, "production"));
    assertEquals(
      sandboxServiceUrl("http://127.0.0.1:8001/", service),
      `http://127.0.0.1:8001/${host}/`,
    );
  }
  assertThrows(
    () => sandboxServiceUrl("http://user@10.0.0.1", "auth"),
    TypeError,
    "https, or http",
  );
});

Deno.test("an invalid sandbox address is refused, and not quoted", () => {
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
  name: "a client reads no variable, and asks for no permission, where none is granted",
  permissions: { env: false },
  fn() {
    assertEquals(new ThingsClient().baseUrl, "https://transfer.api.globus.org/");
  },
});

const HERE = [
  "http://localhost:8080",
  "http://localhost",
  "http://LOCALHOST:8080",
  "http://127.0.0.1:8080",
  "http://127.255.0.9",
  "http://[::1]:8080",
  "https://localhost:8443",
];
/** Texts that resemble an address of this machine, or an https URL, but are neither. */
const ELSEWHERE = [
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "http://127.0.0.1.evil",
  "http://localhost@evil.example",
  "http://127.0.0.1@evil.example",
  "http://127.0.0.1:80@evil.example",
  "http://evil.example#localhost",
  "http://evil.example?localhost",
  "http://evil.example/localhost",
  "http://evil.example\\@localhost",
  "http://localhost\\.evil.example",
  "http://xlocalhost",
  "http://localhost.",
  "http://127.0.0.1.",
  "http://0.0.0.0",
  "http://0",
  "http://128.0.0.1",
  "http://10.0.0.1",
  "http://169.254.169.254",
  "http://127.1",
  "http://127.0.1",
  "http://2130706433",
  "http://0x7f.0.0.1",
  "http://0x7f000001",
  "http://0177.0.0.1",
  "http://127.0.0.01",
  "http://[::ffff:127.0.0.1]",
  "http://[::127.0.0.1]",
  "http://[0:0:0:0:0:0:0:1]",
  "http://[::]",
  "http://[fe80::1]",
  "http://\u2460\u2461\u2466.0.0.1",
  "http://\uff4cocalhost",
  "http:localhost",
  "http:/localhost",
  "http:///localhost",
  "ws://localhost",
  "ftp://127.0.0.1",
  "file://localhost/etc/passwd",
  "//localhost",
  "localhost:8080",
  "http://",
  "https://",
  "https://user@localhost",
  "https://user:password@things.example",
  "https://@things.example",
  "https://:@things.example",
  "https:things.example",
  "https:\\\\things.example",
  " https://things.example",
  "https://things.example ",
  "https://things\n.example",
  "https://things.exa\tmple",
  "ht\ntps://things.example",
  "https://things.example:99999",
  "",
];

Deno.test("D3 http is accepted on this machine, everywhere an address is given", () => {
  for (const address of HERE) {
    assertEquals(new BaseClient({ baseUrl: `${address}/` }).baseUrl, `${address}/`);
    const { origin } = new URL(address);
    const inSandbox = `${origin}/transfer.api.globus.org/`;
    assertEquals(new ThingsClient({ sandboxUrl: address }).baseUrl, inSandbox);
    assertEquals(checkRedirectUri(`${address}/callback`), `${address}/callback`);
    withVariables(
      { GLOBUS_SDK_SANDBOX_URL: address },
      () => assertEquals(new ThingsClient().baseUrl, inSandbox),
    );
    withVariables(
      { GLOBUS_SDK_SERVICE_URL_TRANSFER: `${address}/v1/` },
      () => assertEquals(new ThingsClient().baseUrl, `${address}/v1/`),
    );
  }
});

Deno.test("D3 addresses that only resemble this machine, or https, are refused everywhere", () => {
  for (const address of ELSEWHERE) {
    assertEquals(secureUrl(address), undefined, address);
    const make = [
      () => new BaseClient({ baseUrl: address || "x" }),
      () => new ThingsClient({ sandboxUrl: address || "x" }),
      () => checkServiceUrl(address),
      () => sandboxServiceUrl(address, "auth"),
    ];
    for (const each of make) assertThrows(each, TypeError, "Cannot use", address);
    assertThrows(() => checkRedirectUri(address), GlobusSDKUsageError, "Cannot redirect", address);
    if (address === "") continue;
    for (const name of ["GLOBUS_SDK_SANDBOX_URL", "GLOBUS_SDK_SERVICE_URL_TRANSFER"]) {
      if (address.includes("\0")) continue;
      withVariables({ [name]: address }, () => {
        assertThrows(() => new ThingsClient(), TypeError, "Cannot use", address);
      });
    }
  }
  for (const value of [undefined, null, 5, {}, new URL("https://a.example")]) {
    assertEquals(secureUrl(value), undefined);
  }
});

Deno.test("an address with a query or a fragment is refused, also with an empty one", () => {
  for (const end of ["?", "#", "?#", "/?", "/#", "/?a=b", "/#part", "/v1?", "/v1/#?"]) {
    for (const address of ["https://things.example", "http://127.0.0.1:8001"]) {
      assertThrows(() => new BaseClient({ baseUrl: address + end }), TypeError, "Cannot use");
      assertThrows(() => sandboxServiceUrl(address + end, "auth"), TypeError, "Cannot use");
      withVariables({ GLOBUS_SDK_SERVICE_URL_TRANSFER: address + end }, () => {
        assertThrows(() => new ThingsClient(), TypeError, "Cannot use");
      });
    }
  }
  for (const sandboxUrl of ["http://u@127.0.0.1:8001", "http://127.0.0.1:8001/path"]) {
    assertThrows(() => new ThingsClient({ sandboxUrl }), TypeError, "Cannot use sandbox");
  }
});

const authorizer = { getAuthorizationHeader: () => "Bearer token" };

Deno.test("D4 Globus's tokens go to this machine if the code says so, not if the environment does", () => {
  for (const address of HERE) {
    const variables = { GLOBUS_SDK_SERVICE_URL_TRANSFER: address };
    withVariables(variables, () => {
      const error = assertThrows(
        () => new ThingsClient({ authorizer }),
        GlobusSDKUsageError,
        "because GLOBUS_SDK_SERVICE_URL_TRANSFER says so",
      );
      assertEquals(error.message.includes(address), false);
      // Without tokens nothing can leak, and the code may decide.
      assertEquals(new ThingsClient().baseUrl, address);
      assertEquals(new ThingsClient({ authorizer, baseUrl: address }).baseUrl, address);
      assertEquals(
        new ThingsClient({ authorizer, sandboxUrl: "http://127.0.0.1:8001" }).baseUrl,
        "http://127.0.0.1:8001/transfer.api.globus.org/",
      );
    });
    for (
      const elsewhere of ["https://auth.example/", "https://localhost.evil.example/", "no URL"]
    ) {
      withVariables({ ...variables, GLOBUS_SDK_SERVICE_URL_AUTH: elsewhere }, () => {
        assertThrows(() => new ThingsClient({ authorizer }), GlobusSDKUsageError, "Cannot send");
      });
    }
    // Tokens of an Auth on this machine may go to a service on this machine.
    for (const auth of HERE) {
      withVariables({ ...variables, GLOBUS_SDK_SERVICE_URL_AUTH: auth }, () => {
        assertEquals(new ThingsClient({ authorizer }).baseUrl, address);
      });
    }
    withVariables({ ...variables, GLOBUS_SDK_SANDBOX_URL: "http://localhost:8001" }, () => {
      const inSandbox = "http://localhost:8001/transfer.api.globus.org/";
      assertEquals(new ThingsClient({ authorizer }).baseUrl, inSandbox);
    });
  }
  withVariables({ GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://things.example/" }, () => {
    assertEquals(new ThingsClient({ authorizer }).baseUrl, "https://things.example/");
  });
});

Deno.test("D4 an app's tokens stay away from this machine, whatever the environment says later", () => {
  const app = new UserApp("an app", {
    clientId: crypto.randomUUID(),
    config: { tokenStorage: "memory" },
  });
  assertEquals(app.issuer, "https://auth.globus.org");
  const address = "http://127.0.0.1:8080/";
  withVariables({
    GLOBUS_SDK_SERVICE_URL_TRANSFER: address,
    GLOBUS_SDK_SERVICE_URL_AUTH: address,
  }, () => {
    assertThrows(() => new TransferClient({ app }), GlobusSDKUsageError, "Cannot send");
    const local = new UserApp("an app", {
      clientId: crypto.randomUUID(),
      config: { tokenStorage: "memory" },
    });
    assertEquals(new TransferClient({ app: local }).baseUrl, address);
  });
});

Deno.test("the variable of a sandbox counts, unless the program has a fetch of its own or names a sandbox", () => {
  const own = { fetch: () => Promise.resolve(Response.json({})) };
  const given = "http://127.0.0.1:8002";
  withVariables({ GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:8001" }, () => {
    assertEquals(sandboxOf({}), "http://127.0.0.1:8001");
    assertEquals(sandboxOf({ sandboxUrl: given }), given);
    assertEquals(sandboxOf({ ...own, sandboxUrl: given }), given);
    assertEquals(sandboxOf(own), undefined);
  });
  withVariables({ GLOBUS_SDK_SANDBOX_URL: "" }, () => assertEquals(sandboxOf({}), undefined));
});

Deno.test("a client with the fetch of a sandbox works also where the variable names another one", async () => {
  Deno.env.set("GLOBUS_SDK_SANDBOX_URL", "http://127.0.0.1:1");
  try {
    const sandbox = new Sandbox({ collections: 50 });
    const config = { ...sandbox.clientOptions, tokenStorage: "memory" as const };
    const app = new UserApp("test", {
      clientId: sandbox.world.tutorialClientId,
      config: { ...config, loginFlowManager: sandbox.loginFlow() },
    });
    const tc = new TransferClient({ app });
    assertEquals(tc.baseUrl, "https://transfer.api.globus.org/");
    assertEquals((await tc.getSubmissionId()).value.length, 36);
  } finally {
    Deno.env.delete("GLOBUS_SDK_SANDBOX_URL");
  }
});
