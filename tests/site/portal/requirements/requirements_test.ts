import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  requirementFault,
  type RequirementShape,
  WELL_KNOWN,
} from "../../../../lib/sandbox/mod.ts";
import type { Visitor } from "../../../kit/visitor.ts";
import { requirementOf, textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const site = sharedSite();
const CONSENT = `/files?endpoint=${WELL_KNOWN.fjordStorage}`;
const PROTECTED = `/files?endpoint=${WELL_KNOWN.meridianProtected}`;
const OPEN = `/files?endpoint=${WELL_KNOWN.tutorial1}`;
const TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all";
const DATA_ACCESS = `https://auth.globus.org/scopes/${WELL_KNOWN.fjordStorage}/data_access`;

/** Presses the button of a requirement. Returns the URL of Globus Auth that it leads to. */
async function again(visitor: Visitor, page: string, returnTo: string): Promise<URL> {
  const response = await visitor.submit("/login/required", {
    requirement: requirementOf(page),
    return_to: returnTo,
  });
  await response.body?.cancel();
  assertEquals(response.status, 303);
  return new URL(response.headers.get("location")!);
}

/** Logs in at a URL of Globus Auth. Returns the page that follows the login. */
async function approve(visitor: Visitor, url: URL, username: string): Promise<string> {
  const callback = new URL(await site().sandbox.approve(url, { username }));
  const response = await visitor.fetch(callback.pathname + callback.search);
  await response.body?.cancel();
  return response.headers.get("location")!;
}

/** Loads a page while every listing has a fault. */
async function pageWith(
  visitor: Visitor,
  fault: ReturnType<typeof requirementFault>,
): Promise<string> {
  const remove = site().sandbox.faults.add({ ...fault, path: /\/ls$/, times: 10 });
  try {
    return await visitor.page(OPEN);
  } finally {
    remove();
  }
}

Deno.test("a missing consent: the page names it, a login asks for it alone, and then the page works", async () => {
  const visitor = await loggedIn(site(), "noor@meridian.example");
  const response = await visitor.fetch(CONSENT);
  assertEquals(response.status, 403);
  const page = await response.text();
  assertMatch(textOf(page), /Consent required/);
  assertMatch(textOf(page), /Fjord Research Storage: Missing required data_access consent/);
  assert(textOf(page).includes(DATA_ACCESS));

  const url = await again(visitor, page, CONSENT);
  assertEquals(
    url.searchParams.get("scope"),
    `openid profile email ${TRANSFER}[*${DATA_ACCESS}]`,
  );
  assertEquals(url.searchParams.has("session_message"), false);
  const location = await approve(visitor, url, "noor@meridian.example");
  assertEquals(location, CONSENT);
  assertEquals((await visitor.fetch(location)).status, 200);
});

for (const shape of ["both", "top", "message"] as const) {
  Deno.test(`a session of another kind (${shape}): a login with the right identity, and the page goes on`, async () => {
    site().sandbox.settings.sessionErrorIn = shape;
    const visitor = await loggedIn(site(), "ada@fjord.example");
    const page = await visitor.page(PROTECTED);
    assertMatch(textOf(page), /Another login is needed/);
    assertMatch(textOf(page), /Log in with an identity of meridian\.example/);
    const url = await again(visitor, page, PROTECTED);
    assertEquals(url.searchParams.get("session_required_single_domain"), "meridian.example");
    assertEquals(url.searchParams.has("session_required_identities"), false);
    const location = await approve(visitor, url, "noor@meridian.example");
    assertEquals(location, PROTECTED);
    assertEquals((await visitor.fetch(location)).status, 200);
  });
}

Deno.test("the page says so if the last login did not meet the requirement", async () => {
  site().sandbox.settings.sessionErrorIn = "both";
  const visitor = await loggedIn(site(), "ada@fjord.example");
  const first = await visitor.page(PROTECTED);
  assert(!textOf(first).includes("it was not enough"));
  const begun = await again(visitor, first, PROTECTED);
  // The user logs in, but does not meet the requirement.
  begun.searchParams.delete("session_required_single_domain");
  await approve(visitor, begun, "ada@fjord.example");
  assertMatch(
    textOf(await visitor.page(PROTECTED)),
    /You already logged in for this, but it did not help/,
  );
});

const SHAPES: RequirementShape[] = [
  "transfer-consent",
  "action-provider-consent",
  "dependent-consent",
  "parameters",
  "parameters-text",
  "subdocuments",
];
for (const shape of SHAPES) {
  for (const status of [403, 502]) {
    Deno.test(`a requirement of the form ${shape} on ${status} is understood`, async () => {
      const visitor = await loggedIn(site());
      const page = await pageWith(
        visitor,
        requirementFault(shape, {
          status,
          scopes: [`${TRANSFER}[*${DATA_ACCESS}]`],
          domains: ["fjord.example"],
          message: "Because of the data",
        }),
      );
      const url = await again(visitor, page, OPEN);
      const { searchParams } = url;
      const isConsent = searchParams.get("scope")!.includes(`${TRANSFER}[*${DATA_ACCESS}]`);
      const isSession = searchParams.get("session_required_single_domain") === "fjord.example";
      assert(isConsent || isSession);
      assert(textOf(page).includes(isConsent ? DATA_ACCESS : "fjord.example"));
    });
  }
}

Deno.test("A13 a requirement that asks for more than the site's own services gets no button", async () => {
  const visitor = await loggedIn(site());
  const greedy = [
    "urn:globus:auth:scope:groups.api.globus.org:all",
    "urn:globus:auth:scope:auth.globus.org:manage_projects",
    `${TRANSFER}[urn:globus:auth:scope:auth.globus.org:view_identities]`,
  ];
  for (const scope of greedy) {
    const page = await pageWith(visitor, requirementFault("transfer-consent", { scopes: [scope] }));
    assertEquals(requirementOf(page), undefined, scope);
    assertMatch(textOf(page), /This site cannot start this login/);
  }
  const page = await pageWith(
    visitor,
    requirementFault("parameters", { policies: ["no policy"], domains: ["evil.example/x"] }),
  );
  assertEquals(requirementOf(page), undefined);
});

Deno.test("A13 the message of a requirement is text, names its source, and has at most 1,000 characters", async () => {
  const visitor = await loggedIn(site());
  const page = await pageWith(
    visitor,
    requirementFault("parameters", {
      domains: ["fjord.example"],
      message: `<img src=x onerror=alert(1)>\u202e${"long ".repeat(1_000)}`,
    }),
  );
  assert(!page.includes("<img"));
  assertMatch(textOf(page), /Globus Tutorial Collection 1: <img src=x onerror=alert\(1\)>/);
  const [told] = textOf(page).split("Requests");
  assert(!told.includes("\u202e"));
  assert(told.length < 2_000);
});

Deno.test("A13 a forged requirement starts no login", async () => {
  const visitor = await loggedIn(site());
  const consent = (scope: string) =>
    JSON.stringify({
      code: "ConsentRequired",
      authorization_parameters: { required_scopes: [scope] },
    });
  const forged = [
    "",
    "no JSON",
    "null",
    "[]",
    "{}",
    consent("urn:globus:auth:scope:groups.api.globus.org:all"),
    consent("urn:globus:auth:scope:auth.globus.org:manage_projects"),
    JSON.stringify({ code: "x", authorization_parameters: { session_required_policies: ["x"] } }),
    `{"code":"x","authorization_parameters":{"prompt":"none","x":"${"y".repeat(20_000)}"}}`,
  ];
  for (const requirement of forged) {
    const response = await visitor.submit("/login/required", { requirement, return_to: "/" });
    await response.body?.cancel();
    assertEquals(response.status, 400, requirement.slice(0, 80));
    assertEquals(response.headers.has("location"), false);
  }
});

Deno.test("A8 a requirement cannot change the parameters that secure the login", async () => {
  const visitor = await loggedIn(site());
  const requirement = JSON.stringify({
    code: "AuthorizationRequired",
    authorization_parameters: {
      session_required_mfa: true,
      session_required_single_domain: ["fjord.example"],
      client_id: "evil",
      redirect_uri: "https://evil.example/",
      state: "fixed",
      prompt: "none",
    },
  });
  const response = await visitor.submit("/login/required", {
    requirement,
    return_to: "//evil.example/",
  });
  await response.body?.cancel();
  const url = new URL(response.headers.get("location")!);
  assertEquals(url.searchParams.get("session_required_mfa"), "true");
  assertEquals(url.searchParams.has("prompt"), false);
  assert(url.searchParams.get("client_id") !== "evil");
  assert(url.searchParams.get("redirect_uri")!.startsWith(site().origin));
  assert(url.searchParams.get("state") !== "fixed");
  const location = await approve(visitor, url, "ada@fjord.example");
  assertEquals(location, "/");
});
