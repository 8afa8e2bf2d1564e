import { assert, assertEquals } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { GARE } from "../../lib/gare/gare.ts";
import { requirementKey } from "../../lib/gare/guard.ts";
import { limitRequirements } from "../../lib/gare/limit.ts";
import { toGare, toGares } from "../../lib/gare/normalize.ts";
import { seededBelow } from "../kit/random.ts";

type Random = (below: number) => number;

const KEYS = [
  "code",
  "authorization_parameters",
  "required_scopes",
  "required_scope",
  "message",
  "description",
  "error",
  "errors",
  "detail",
  "unapproved_scopes",
  "session_message",
  "session_required_identities",
  "session_required_policies",
  "session_required_single_domain",
  "session_required_mfa",
  "prompt",
  "raw",
  "__proto__",
  "constructor",
];

const VALUES: unknown[] = [
  null,
  true,
  false,
  0,
  1.5,
  "",
  "ConsentRequired",
  "dependent_consent_required",
  "login",
  "a,b",
  "a[b",
  "uni.example.edu",
  '530-GridFTP-JSON-Result: {"authorization_parameters": {"prompt": "login"}}',
  '530-GridFTP-JSON-Result: {"a": "}',
  "💥\u0000",
];

function randomValue(random: Random, depth: number): unknown {
  const kind = depth > 3 ? 0 : random(8);
  if (kind < 4) return VALUES[random(VALUES.length)];
  if (kind < 6) {
    const texts = random(2) === 0;
    return Array.from(
      { length: random(4) },
      () => texts ? "openid" : randomValue(random, depth + 1),
    );
  }
  return randomDocument(random, depth + 1);
}

function randomDocument(random: Random, depth = 0): Record<string, unknown> {
  const entries = Array.from({ length: random(5) }, () => {
    const key = KEYS[random(KEYS.length)];
    const isRight = random(2) === 0;
    const value = isRight && key === "code"
      ? "ConsentRequired"
      : isRight && key === "authorization_parameters"
      ? randomDocument(random, depth + 1)
      : randomValue(random, depth);
    return [key, value] as const;
  });
  return JSON.parse(
    `{${
      entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")
    }}`,
  );
}

Deno.test("E7 toGare() takes 100,000 random documents: a requirement, or none, and no error", () => {
  const random = seededBelow(20_260_102);
  let found = 0;
  for (let i = 0; i < 100_000; i++) {
    const document = randomDocument(random);
    const error = random(2) === 0
      ? document
      : { httpStatus: 403, rawJson: document, errors: random(2) === 0 ? [document] : undefined };
    const gare = toGare(error);
    assertEquals(toGares([error]).length > 0, gare !== undefined);
    if (!gare) continue;
    found++;
    assert(gare instanceof GARE);
    // A requirement that was read can be written, and reads the same again.
    assertEquals(requirementKey(toGare(gare.toDict())!), requirementKey(gare));
    try {
      limitRequirements(gare, { source: "service.example" });
    } catch (error) {
      if (!(error instanceof GlobusError)) throw error;
    }
  }
  assert(found > 5_000, `${found}`);
});
