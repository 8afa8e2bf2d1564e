import { assert, assertEquals } from "@std/assert";
import { AuthClient, TransferClient } from "../../mod.ts";

const root = new URL("../../", import.meta.url);

interface Row {
  seed: string;
  ours: string;
  test: string;
}

/** The rows of the tables in `docs/seeds.md`. */
function readTable(): Row[] {
  const text = Deno.readTextFileSync(new URL("docs/seeds.md", root));
  return text.split("\n").filter((line) => /^\|(?! *(seed|-))/.test(line)).map((line) => {
    const [, seed, ours, test] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return { seed, ours, test };
  });
}

/** The code in a cell of Markdown. */
function codeIn(cell: string) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

/** Members of all public symbols by name, as the docs of the package have them. */
async function publicMembers(): Promise<Map<string, Set<string>>> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", "--no-lock", new URL("mod.ts", root).href],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, "deno doc failed");
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  const members = new Map<string, Set<string>>();
  const parents = new Map<string, string[]>();
  // deno-lint-ignore no-explicit-any -- the JSON of `deno doc`
  for (const { symbols } of Object.values<any>(nodes)) {
    for (const { name, declarations } of symbols) {
      // deno-lint-ignore no-explicit-any
      for (const { def } of declarations as any[]) {
        const named = [...def?.properties ?? [], ...def?.methods ?? []];
        const all = members.get(name) ?? new Set();
        members.set(name, all);
        for (const member of named) all.add(member.name);
        const above = [def?.extends ?? []].flat()
          // deno-lint-ignore no-explicit-any
          .map((parent: any) => typeof parent === "string" ? parent : parent?.repr);
        parents.set(name, above.filter(Boolean));
      }
    }
  }
  const withInherited = (name: string): Set<string> =>
    new Set([
      ...members.get(name) ?? [],
      ...(parents.get(name) ?? []).flatMap((parent) => [...withInherited(parent)]),
    ]);
  return new Map([...members.keys()].map((name) => [name, withInherited(name)]));
}

/** Every class, method and property of the reference, and the helpers of the tutorial. */
const REFERENCE = `
AuthClient( AuthClient.get_identities AuthClient.get_identity_providers AuthClient.get_consents
AuthClient.get_scopes AuthClient.get_projects AuthLoginClient( AuthLoginClient.client_id
NativeAppAuthClient( NativeAppAuthClient.oauth2_start_flow
NativeAppAuthClient.oauth2_get_authorize_url NativeAppAuthClient.oauth2_exchange_code_for_tokens
NativeAppAuthClient.oauth2_refresh_token NativeAppAuthClient.oauth2_revoke_token
ConfidentialAppAuthClient( ConfidentialAppAuthClient.oauth2_client_credentials_tokens
ConfidentialAppAuthClient.oauth2_start_flow ConfidentialAppAuthClient.oauth2_get_authorize_url
ConfidentialAppAuthClient.oauth2_exchange_code_for_tokens
ConfidentialAppAuthClient.oauth2_get_dependent_tokens OAuthTokenResponse.by_resource_server
OAuthTokenResponse.by_scopes OAuthAuthorizationCodeResponse OAuthClientCredentialsResponse
OAuthRefreshTokenResponse OAuthDependentTokenResponse GetIdentitiesResponse.__iter__
GetConsentsResponse.__iter__ IdentityMap( identity_map[ IdentityMap.get IdentityMap.add
IDTokenDecoder( IDTokenDecoder.decode DependentScopeSpec( DependentScopeSpec.scope
DependentScopeSpec.optional AuthAPIError.authorization_parameters
AccessTokenAuthorizer( RefreshTokenAuthorizer( TransferClient( tc.endpoint_search
TransferClient.resource_server TransferData globus_sdk.scopes client.oauth2_start_flow() input(
token_response.by_resource_server str(token_response state="_default" transport_params
`.trim().split(/\s+/);

Deno.test("the table of the seeds has a row for each form of both documents", () => {
  const seeds = readTable().flatMap(({ seed }) => codeIn(seed));
  for (const form of REFERENCE) {
    assert(seeds.some((code) => code.startsWith(form)), `no row begins with ${form}`);
  }
  const steps = readTable().map(({ seed }) => seed);
  for (const step of ["steps 2 and 3", "step 4", "step 5", "first example", "third example"]) {
    assert(steps.includes(step), step);
  }
});

Deno.test("every symbol that the table of the seeds names exists", async () => {
  const members = await publicMembers();
  let checked = 0;
  for (const { seed, ours } of readTable()) {
    for (const code of codeIn(ours)) {
      if (code.includes("/")) {
        assert(Deno.statSync(new URL(code, root)).isFile, code);
        continue;
      }
      const [, name, member] = /^([A-Z]\w+)(?:\.(\w+))?/.exec(code) ?? [];
      if (!name) continue;
      checked++;
      assert(members.has(name), `${name}, for ${seed}`);
      assert(!member || members.get(name)!.has(member), `${name}.${member}, for ${seed}`);
    }
  }
  assert(checked > 50, `${checked} symbols`);
});

Deno.test("every test that the table of the seeds names exists", () => {
  const rows = readTable();
  assert(rows.length > 55, `${rows.length} rows`);
  for (const { seed, test } of rows) {
    const [, path, name] = /^`(tests\/[\w/]+_test\.ts)`: (.+)$/.exec(test) ?? [];
    assert(path, `${seed}: ${test}`);
    const text = Deno.readTextFileSync(new URL(path, root));
    const names = [...text.matchAll(/Deno\.test\(\s*(["'`])(.+?)\1,/g)].map(([, , name]) => name);
    assert(names.some((known) => known.includes(name)), `${path} has no test "${name}"`);
  }
});

Deno.test("TransferClient.resourceServer and AuthClient.resourceServer are the names of their services", () => {
  assertEquals(TransferClient.resourceServer, "transfer.api.globus.org");
  assertEquals(AuthClient.resourceServer, "auth.globus.org");
});
