// What the programs of this folder need of the sandbox beside Globus: logins, time and checks.

import assert from "node:assert/strict";

export const TUTORIAL_CLIENT = "61338d24-54d5-408f-a10d-66c06b59f6d2";
export const TUTORIAL1 = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
export const TUTORIAL2 = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
export const SAM = "5a300001-b4e7-4162-95cf-1d8072fe6a3b";

export const URN = "urn:globus:auth:scope:";

/** Asks what only a sandbox has, such as `POST approve`. */
export async function door(route, body) {
  const [method, path] = route.split(" ");
  const response = await fetch(`${process.env.SANDBOX_URL}/_sandbox/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert.ok(response.ok, `${route}: ${response.status}`);
  return response.json();
}

/** Moves the clock of the sandbox. */
export function advance(seconds) {
  return door("POST clock", { advance_seconds: seconds });
}

/** Options of a call with a token of a person who consented to a scope. */
export async function login(scopes, username = "ada@fjord.example") {
  const { access_token } = await door("POST tokens", { scopes, username });
  return (options = {}) => ({
    ...options,
    headers: { Authorization: `Bearer ${access_token}`, ...options.headers },
  });
}

/** The document of an answer, which must be a good one. */
export async function good(call) {
  const response = await call;
  const text = await response.text();
  assert.ok(response.ok, `${response.url}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
