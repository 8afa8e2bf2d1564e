import { comments, documented } from "./comments.ts";
import { oddEnglish } from "./plain_english.ts";
import { isWrittenOut } from "./written_out.ts";

type Rule = Deno.lint.Rule;

/** A const at the top of a module that is a function reads better as a declaration. */
export const noTopLevelArrow: Rule = {
  create: (context) => ({
    "Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration"(
      node: Deno.lint.VariableDeclaration,
    ) {
      for (const { id, init } of node.declarations) {
        if (init?.type !== "ArrowFunctionExpression" && init?.type !== "FunctionExpression") {
          continue;
        }
        const name = id.type === "Identifier" ? id.name : "it";
        context.report({ node: id, message: `Declare ${name} with \`function\`` });
      }
    },
  }),
};

/**
 * A const at the top of a module whose value is written out is in UPPER_CASE. An exported one may
 * be in PascalCase: a set of named values, as the Python SDK has them.
 */
export const upperCaseConstants: Rule = {
  create: (context) => ({
    "Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration"(
      node: Deno.lint.VariableDeclaration,
    ) {
      if (node.kind !== "const") return;
      const exported = node.parent.type === "ExportNamedDeclaration";
      for (const { id, init } of node.declarations) {
        if (id.type !== "Identifier" || !init || !isWrittenOut(init)) continue;
        if (/^[A-Z][A-Z0-9_]*$/.test(id.name) || exported && /^[A-Z]/.test(id.name)) continue;
        const upper = id.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
        context.report({ node: id, message: `The value is fixed: name it ${upper}` });
      }
    },
  }),
};

const MAX_PARAMETERS = 4;

type WithParameters =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression
  | Deno.lint.TSMethodSignature
  | Deno.lint.TSFunctionType;

/** A function takes at most four positional parameters. Callbacks of others' functions may more. */
export const fewParameters: Rule = {
  create(context) {
    function check(node: WithParameters) {
      const own = node.params.filter((each) => each.type !== "Identifier" || each.name !== "this");
      if (own.length <= MAX_PARAMETERS || node.parent.type === "CallExpression") return;
      context.report({
        node,
        message: `${own.length} positional parameters: take at most ${MAX_PARAMETERS}`,
        hint: "Put what has a name into one object",
      });
    }
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      TSMethodSignature: check,
      TSFunctionType: check,
    };
  },
};

/** A doc comment links to a symbol by `{@link}`, which editors and JSR resolve. */
export const linkTag: Rule = {
  create: (context) => ({
    Program() {
      for (const { text, range } of comments(context.sourceCode)) {
        const link = text.match(/\[`?[\w.#()]+`?\]\((?:[./#]|https:\/\/jsr\.io)[^)]*\)/);
        if (link) context.report({ range, message: `Write {@link} in place of ${link[0]}` });
      }
    },
  }),
};

/** Comments, strings and pages are in plain English. */
export const plainEnglish: Rule = {
  create(context) {
    function check(text: string, range: Deno.lint.Range) {
      for (const { phrase, instead } of oddEnglish(text)) {
        context.report({ range, message: `Odd English: "${phrase.trim()}"`, hint: instead });
      }
    }
    return {
      Program() {
        for (const { text, range } of comments(context.sourceCode)) check(text, range);
      },
      Literal(node) {
        if (typeof node.value === "string") check(node.value, node.range);
      },
      TemplateElement: (node) => check(node.cooked, node.range),
      JSXText: (node) => check(node.value, node.range),
    };
  },
};

/** Words that say nothing of their own. */
const EMPTY_WORDS =
  /^(?:a|an|the|its|it|their|this|these|that|of|is|are|was|what|which|whose|who|to|in|for|by|with|on|as|\w+'s)$/;

const FEW_WORDS = 4;

/** A short doc comment says more than the name that it stands before. */
export const docSaysMore: Rule = {
  create: (context) => ({
    Program() {
      for (const { name, text, range } of documented(context.sourceCode)) {
        const words = text.toLowerCase().match(/[a-z0-9']+/g) ?? [];
        if (text.includes("{@") || words.length === 0 || words.length > FEW_WORDS) continue;
        const own = new Set(namesWords(name));
        if (words.some((word) => !EMPTY_WORDS.test(word) && !own.has(stem(word)))) continue;
        context.report({
          range,
          message: `The doc only repeats the name ${name}`,
          hint: "Say unit, format, allowed values, default, or when it is absent",
        });
      }
    },
  }),
};

/** The words of a name in camelCase or snake_case. */
function namesWords(name: string): string[] {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase().split("_").map(stem);
}

/** The word without the ending of a plural, so that both forms are one. */
function stem(word: string): string {
  return word.replace(/ies$/, "y").replace(/(?<=\w{2})s$/, "");
}

/** Types that users write values of. */
const WRITTEN_BY_USERS = /(?:Options|Params|Config|Fields)$/;

/** An optional field of what users pass to the package may also be `undefined`. */
export const explicitUndefined: Rule = {
  create: (context) => ({
    TSPropertySignature(node) {
      const type = node.typeAnnotation?.typeAnnotation;
      if (!node.optional || !type || !context.filename.includes("lib/")) return;
      const source = context.sourceCode;
      if (/\b(?:undefined|unknown|any)\b/.test(source.getText(type).replace(/<[^]*>/g, ""))) return;
      if (!isWrittenByUsers(node)) return;
      context.report({
        node,
        message: "Say `| undefined`: users may turn on exactOptionalPropertyTypes",
        fix(fixer) {
          const isFunction = type.type === "TSFunctionType" || type.type === "TSConditionalType";
          if (!isFunction) return fixer.insertTextAfter(type, " | undefined");
          return fixer.replaceText(type, `(${source.getText(type)}) | undefined`);
        },
      });
    },
  }),
};

/** Whether a field is in a type for users' values: by the type's name, or in a parameter. */
function isWrittenByUsers(field: Deno.lint.Node): boolean {
  for (let node = field; "parent" in node && node.parent; node = node.parent as Deno.lint.Node) {
    if (node.type === "TSInterfaceDeclaration" || node.type === "TSTypeAliasDeclaration") {
      return WRITTEN_BY_USERS.test(node.id.name);
    }
    if (node.type === "Identifier" || node.type === "AssignmentPattern") return true;
    if (node.type === "BlockStatement") return false;
  }
  return false;
}
