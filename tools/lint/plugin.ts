/**
 * The project's own lint rules. `deno lint` runs them, and so does `deno task check`.
 *
 * @module
 */
import * as rules from "./rules.ts";

/** The rules, by the name that `deno-lint-ignore house/…` takes. */
export default {
  name: "house",
  rules: {
    "no-top-level-arrow": rules.noTopLevelArrow,
    "upper-case-constants": rules.upperCaseConstants,
    "few-parameters": rules.fewParameters,
    "link-tag": rules.linkTag,
    "plain-english": rules.plainEnglish,
    "doc-says-more": rules.docSaysMore,
    "explicit-undefined": rules.explicitUndefined,
  },
} satisfies Deno.lint.Plugin;
