/** Constructors and functions whose result is as fixed as what is passed to them. */
const WRAPPERS = new Set(["Set", "Map", "freeze"]);

/**
 * Whether a value is written out in the source: literals, UPPER_CASE names, what is computed from
 * them, and lists, tables, Sets and Maps of them. An empty list or table is not: a program fills it.
 */
export function isWrittenOut(node: Deno.lint.Node | null): boolean {
  switch (node?.type) {
    case "Literal":
      return true;
    case "Identifier":
      return /^[A-Z][A-Z0-9_]*$/.test(node.name);
    case "TemplateLiteral":
      return node.expressions.every(isWrittenOut);
    case "UnaryExpression":
      return isWrittenOut(node.argument);
    case "BinaryExpression":
      return isWrittenOut(node.left) && isWrittenOut(node.right);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return isWrittenOut(node.expression);
    case "SpreadElement":
      return isWrittenOut(node.argument);
    case "ArrayExpression":
      return node.elements.length > 0 && node.elements.every(isWrittenOut);
    case "ObjectExpression":
      return node.properties.length > 0 &&
        node.properties.every((each) =>
          each.type === "SpreadElement" ? isWrittenOut(each) : isWrittenOut(each.value)
        );
    case "NewExpression":
    case "CallExpression":
      return node.arguments.length > 0 && WRAPPERS.has(calledName(node.callee)) &&
        node.arguments.every(isWrittenOut);
    default:
      return false;
  }
}

/** The last name of what is called: `freeze` of `Object.freeze`. */
function calledName(callee: Deno.lint.Node): string {
  if (callee.type === "MemberExpression") return calledName(callee.property);
  return callee.type === "Identifier" ? callee.name : "";
}
