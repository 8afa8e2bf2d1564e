/**
 * The project's own lint rules. `deno lint` runs them, and so does `deno task check`.
 *
 * @module
 */
import * as rules from "./rules.ts";

/**
 * Rules that some folders do not follow yet, each with the paths where it is off. `LINT_ALL=1`
 * switches every rule on everywhere: `LINT_ALL=1 deno lint` lists what is left to do.
 */
const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  "plain-english": [
    "lib/sandbox/",
    "tests/sandbox/",
  ],
  "doc-says-more": [
    "lib/sandbox/",
  ],
};

const RULES: Readonly<Record<string, Deno.lint.Rule>> = {
  "no-top-level-arrow": rules.noTopLevelArrow,
  "upper-case-constants": rules.upperCaseConstants,
  "few-parameters": rules.fewParameters,
  "link-tag": rules.linkTag,
  "plain-english": rules.plainEnglish,
  "doc-says-more": rules.docSaysMore,
};

const ROOT = new URL("../../", import.meta.url).pathname;
const EVERYWHERE = Deno.env.get("LINT_ALL") === "1";

/** The rule without the paths that do not follow it yet. */
function whereItHolds([name, rule]: [string, Deno.lint.Rule]): [string, Deno.lint.Rule] {
  const off = EVERYWHERE ? [] : NOT_YET[name] ?? [];
  return [name, {
    create(context) {
      const path = context.filename.replace(ROOT, "");
      return off.some((start) => path.startsWith(start)) ? {} : rule.create(context);
    },
  }];
}

/** The rules of this project, by the name that `deno-lint-ignore house/…` takes. */
export default {
  name: "house",
  rules: Object.fromEntries(Object.entries(RULES).map(whereItHolds)),
} satisfies Deno.lint.Plugin;
