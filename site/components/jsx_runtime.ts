/**
 * Preact's JSX runtime for pages, which the compiler turns into templates (`"jsx": "precompile"`). In
 * two points it does what Preact does for elements: texts in arrays are escaped once, and attributes
 * whose value is the text `false` are written.
 *
 * @module
 */
import type { VNode } from "preact";
import { jsxAttr as attribute, jsxEscape as escape, jsxTemplate } from "preact/jsx-runtime";

export { Fragment, type JSX, jsx, jsxs, jsxTemplate } from "preact/jsx-runtime";

/** Attributes for which `false` means something else than their absence. */
const ENUMERATED = /^(aria-|contenteditable$|draggable$|spellcheck$)/;

/** Writes an attribute. */
export function jsxAttr(name: string, value: unknown): string | null {
  return attribute(name, typeof value === "boolean" && ENUMERATED.test(name) ? `${value}` : value);
}

/** Escapes a child of an element. An array becomes a template of its items. */
export function jsxEscape(value: unknown): ReturnType<typeof escape> | VNode {
  if (!Array.isArray(value)) return escape(value);
  return jsxTemplate(Array(value.length + 1).fill(""), ...value.map(jsxEscape));
}
