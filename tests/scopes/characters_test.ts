import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { ClientCredentialsAuthorizer } from "../../lib/authorizers/client_credentials.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { GCSCollectionScopes, SpecificFlowScopes } from "../../lib/scopes/collections.ts";
import { ConsentForest } from "../../lib/scopes/consents.ts";
import { ScopeParseError } from "../../lib/scopes/errors.ts";
import { Scope, ScopeParser, type Scopes } from "../../lib/scopes/scope.ts";
import { AuthClient } from "../../lib/services/auth/client.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { DependentScopeSpec } from "../../lib/services/auth/registered_scope.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { CLIENT_ID } from "../kit/id_tokens.ts";
import { assertLinear, repeated } from "../kit/hostile_text.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";

const TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** Texts that cannot contain a scope, and the part of the message about each. */
const WRONG: [text: string, words: string][] = [
  [`'${TRANSFER}'`, "character 0 is a quotation mark; write scopes without quotes"],
  [`"openid"`, "character 0 is a quotation mark; write scopes without quotes"],
  ["`openid`", "quotation mark"],
  ["openid '", "character 7 is a quotation mark"],
  [`["openid", "email"]`, "quotation mark"],
  ["\u201copenid\u201d", "quotation mark"],
  ["\u2018openid\u2019", "quotation mark"],
  ["openid,email", "character 6 is a comma; separate scopes by spaces"],
  ["openid, email", "character 6 is a comma; separate scopes by spaces"],
  [`${TRANSFER}[a,b]`, "a comma; separate scopes by spaces"],
  [",", "a comma"],
  ["openid\uff0cemail", "a comma"],
  ["openid\nemail", "character 6 is white space other than a space; separate scopes by spaces"],
  ["openid\n", "white space other than a space"],
  ["\nopenid", "white space other than a space"],
  ["openid\r\nemail", "white space other than a space"],
  ["openid\temail", "white space other than a space"],
  ["openid\u00a0email", "white space other than a space"],
  ["openid\u2003email", "white space other than a space"],
  ["\ufeffopenid", "white space other than a space"],
  ["openid\\", "U+005C, which scopes cannot hold (RFC 6749 section 3.3)"],
  ["open\u0000id", "U+0000"],
  ["open\u001bid", "U+001B"],
  ["open\u007fid", "U+007F"],
  ["\u00f6penid", "U+00F6"],
  ["open\u200bid", "U+200B"],
  ["openid\u202e", "U+202E"],
  ["\u043epenid", "U+043E"],
  ["open💥id", "U+1F4A5"],
  ["open\ud800id", "U+D800"],
];

/** Every call that takes scopes as text. Each refuses a text before anything is sent. */
function doors() {
  const { fetch, requests } = fakeFetch(() => Response.json({}));
  const native = new NativeAppAuthClient(CLIENT_ID, { fetch });
  const confidential = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const auth = new AuthClient({ fetch });
  const redirectUri = "https://app.example.org/callback";
  const app = () => {
    const config = { tokenStorage: new MemoryTokenStorage(), fetch };
    return new UserApp("app", { clientId: CLIENT_ID, config });
  };
  const takers: Record<string, (scopes: string) => unknown> = {
    "ScopeParser.parse()": (scopes) => ScopeParser.parse(scopes),
    "Scope.parse()": (scopes) => Scope.parse(scopes),
    "ScopeParser.serialize()": (scopes) => ScopeParser.serialize(scopes),
    "ScopeParser.serialize() of a list": (scopes) => ScopeParser.serialize([scopes, "openid"]),
    "ConsentForest": (scopes) => new ConsentForest([]).meetsScopeRequirements(scopes),
    "a native login": (scopes) => native.oauth2StartFlow(scopes),
    "a login by params": (scopes) => native.oauth2StartFlow({ requestedScopes: [scopes] }),
    "a confidential login": (scopes) => confidential.oauth2StartFlow(redirectUri, scopes),
    "credentials": (scopes) => confidential.oauth2ClientCredentialsTokens(scopes),
    "dependent tokens": (scope) => confidential.oauth2GetDependentTokens("token", { scope }),
    "DependentScopeSpec": (scope) => new DependentScopeSpec(scope),
    "checkToken()": (scopes) => confidential.checkToken("token", { scopes }),
    "getScopes()": (scopes) => auth.getScopes({ scope_strings: scopes }),
    "ClientCredentialsAuthorizer": (scopes) =>
      new ClientCredentialsAuthorizer(confidential, scopes),
    "an app's requirements": (scopes) =>
      app().addScopeRequirements({ "auth.globus.org": scopes as Scopes }),
    "an app's login": (scope) => app().loginParameters({ required_scopes: [scope] }),
  };
  return { takers, requests };
}

for (const [name, take] of Object.entries(doors().takers)) {
  Deno.test(`${name} refuses characters that a scope cannot contain, and its error says what to write`, async () => {
    for (const [text, words] of WRONG) {
      // White space around the items of a requirement is not part of them.
      if (name === "an app's login" && text.trim() !== text) continue;
      const call = async () => await take(text);
      const error = await assertRejects(call, ScopeParseError, words, JSON.stringify(text));
      assert(error instanceof GlobusError);
      assert(!error.message.includes(TRANSFER), "the message repeats the text");
    }
  });
}

Deno.test("no request is sent for scopes that are refused", async () => {
  const { takers, requests } = doors();
  for (const take of Object.values(takers)) {
    for (const [text] of WRONG) await Promise.resolve().then(() => take(text)).catch(() => {});
  }
  assertEquals(requests.length, 0);
});

Deno.test("a Scope refuses the same characters in its name, as a RangeError", () => {
  for (const [text, words] of WRONG) {
    const inName = text.replaceAll(/[[\] ]/g, "");
    const message = words.replace(/character \d+ /, "");
    assertThrows(() => new Scope(inName), RangeError, message, JSON.stringify(text));
    const dependency = { scopeString: inName } as Scope;
    assertThrows(() => new Scope("a", { dependencies: [dependency] }), GlobusError, message);
  }
  for (const id of ["'", '"', ",", "\n", "é"]) {
    for (const Made of [GCSCollectionScopes, SpecificFlowScopes]) {
      assertThrows(() => new Made(id), RangeError);
    }
  }
});

Deno.test("every other character of RFC 6749 section 3.3 stays in a name", () => {
  // Brackets and the asterisk have a meaning in Globus's grammar.
  const special = "[]*";
  const refused = `"\\',\``;
  for (let code = 0; code < 0x180; code++) {
    const character = String.fromCharCode(code);
    if (special.includes(character) || character === " ") continue;
    const isGood = code > 0x20 && code < 0x7f && !refused.includes(character);
    const name = `a${character}b`;
    if (isGood) {
      assertEquals(`${ScopeParser.parse(name)}`, name);
      assertEquals(`${new Scope(name)}`, name);
      assertEquals(ScopeParser.serialize(name), name);
    } else {
      assertThrows(() => ScopeParser.parse(name), ScopeParseError, undefined, `${code}`);
      assertThrows(() => new Scope(name), RangeError, undefined, `${code}`);
    }
  }
  const all = `${TRANSFER}[*https://auth.globus.org/scopes/3b4f7f2e/data_access a?b=c&d;e(f)]`;
  assertEquals(`${ScopeParser.parse(`  ${all}   openid `).join(" ")}`, `${all} openid`);
});

Deno.test("ScopeParser.parse() takes only text", () => {
  for (const value of [undefined, null, 5, ["openid"], {}]) {
    assertThrows(() => ScopeParser.parse(value as string), TypeError, "not text");
  }
});

for (const piece of ["a", "'", "é", "💥", " "]) {
  Deno.test(`E7 ScopeParser.serialize() takes linear time for ${JSON.stringify(piece)} again and again`, () => {
    assertLinear(repeated(piece), (text) => {
      try {
        ScopeParser.serialize(text);
      } catch (error) {
        if (!(error instanceof ScopeParseError)) throw error;
      }
    });
  });
}
