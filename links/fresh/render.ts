import { type ComponentType, createContext, Fragment, h, options, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { stringify } from "./props.ts";
import { buildId, HeadContext } from "./runtime.ts";

type Props = Record<string, unknown>;

/** A component that the browser runs as well. */
export interface Island {
  /** Unique within a build. */
  name: string;
  exportName: string;
  /** Address of its module. */
  chunk: string;
}

const islands = new Map<unknown, Island>();
let client = "";

/** Makes components known as islands, and the script that brings them to life. */
export function applyIslands(found: Map<unknown, Island>, script: string): void {
  client = script;
  for (const [component, island] of found) islands.set(component, island);
}

/** Where the nonce of a response is kept: no header, so that it does not leak. */
export const NONCE: unique symbol = Symbol.for("__freshNonce");

/** One document while it is drawn: drawing never waits, so there is one at a time. */
let drawing: {
  url: URL;
  nonce: string;
  used: Set<Island>;
  props: Props[];
  head: Map<string, VNode>;
  /** Whether `_app` is drawn, whose head gives way to the page's. */
  inShell: boolean;
} | null = null;

const InIsland = createContext(false);
let isPlain = false;

/** Draws an island between two comments, by which the browser finds it and its props. */
function marked(type: ComponentType, island: Island): ComponentType {
  return function Marked(props: Props): VNode {
    const isInside = useContext(InIsland);
    isPlain = true;
    const inner = h(type, props);
    isPlain = false;
    if (isInside || !drawing) return inner;
    drawing.used.add(island);
    const index = drawing.props.push(props) - 1;
    const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as Props);
    const within = h(InIsland.Provider, { value: true }, inner);
    const start = comment(`frsh:island:${island.name}:${index}:`);
    return h(Fragment, null, start, within, comment("/frsh:island"));
  };
}

/** Tags with one key say the same thing. */
function headKey({ key, type, props }: VNode): string {
  if (key != null || type === "title") return `${key ?? type}`;
  const left = ["children", "nonce", "ref", type === "meta" ? "content" : "href"];
  return (
    Object.entries(props)
      .filter(([name]) => !left.includes(name))
      .sort()
      .join() + type
  );
}

/** Tells assistive technology which link leads to where the reader is, or to what holds it. */
function markCurrent(props: Props, url: URL): void {
  if (!`${props.href}`.startsWith("/") || props["aria-current"] !== undefined) {
    return;
  }
  const target = new URL(`${props.href}`, "http://localhost");
  const [here, there] = [url, target].map(({ pathname }) => pathname.replace(/(.)\/$/, "$1"));
  const isHere = here === there && (!target.search || target.search === url.search);
  if (!isHere && there !== "/" && !`${here}/`.startsWith(`${there}/`)) return;
  props["aria-current"] = isHere ? "page" : "true";
  props[isHere ? "data-current" : "data-ancestor"] = "true";
}

const before = options.vnode;
options.vnode = (vnode: VNode) => {
  const island = !isPlain && islands.get(vnode.type);
  if (island) vnode.type = marked(vnode.type as ComponentType, island);
  if (drawing && typeof vnode.type === "string") {
    const props = vnode.props as Props;
    if (vnode.type === "a") markCurrent(props, drawing.url);
    if (vnode.type === "script" || vnode.type === "style") {
      props.nonce ||= drawing.nonce;
    }
    const { inShell, head } = drawing;
    if (inShell && head.size > 0 && /^(title|meta|link|script|style|base)$/.test(vnode.type)) {
      const key = headKey(vnode);
      vnode.props = head.get(key)?.props ?? vnode.props;
      head.delete(key);
    }
  }
  before?.(vnode);
};

/** Draws a page, then `_app` around it, and adds head, islands' script and preloads. */
export function renderDocument(
  url: URL,
  page: VNode,
  shell: VNode | null,
  setPage: (drawn: VNode) => void,
  init: ResponseInit,
): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const head = new Map<string, VNode>();
  const doc = { url, nonce, head, used: new Set<Island>(), props: [], inShell: false };
  const add = { value: (child: VNode) => void head.set(headKey(child), child) };
  drawing = doc;
  try {
    let html = renderToString(h(HeadContext.Provider, add, page));
    setPage(jsxTemplate([html]));
    doc.inShell = true;
    if (shell) html = renderToString(h(HeadContext.Provider, add, shell));
    if (!html.startsWith("<html")) {
      html = `<html><head><meta charset="utf-8"/></head><body>${html}</body></html>`;
    }
    doc.inShell = false;
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    let script = "";
    if (doc.used.size > 0) {
      const used = [...doc.used];
      const links = [client, ...used.map((island) => island.chunk)].map(
        (file) => `<${encodeURI(file)}>; rel="modulepreload"; as="script"`,
      );
      headers.append("Link", links.join(", "));
      const imports = used.map((i) => `import{${i.exportName} as ${i.name}}from"${i.chunk}";`);
      // No prop can end the script: JSON may hold any text, and `<` is escaped in it.
      const given = JSON.stringify(stringify(doc.props)).replaceAll("<", "\\u003c");
      script = `<script type="module" nonce="${nonce}">import{boot}from"${client}";` +
        `${imports.join("")}boot({${used.map((i) => i.name)}},${given},"${buildId()}")</script>`;
    }
    const more = renderToString(h(Fragment, null, ...head.values()));
    const [headEnd, bodyEnd] = [html.indexOf("</head>"), html.lastIndexOf("</body>")];
    const body = html.slice(headEnd, bodyEnd) + script + html.slice(bodyEnd);
    const text = `<!DOCTYPE html>${html.slice(0, headEnd)}${more}${body}`;
    return Object.assign(new Response(text, { ...init, headers }), { [NONCE]: nonce });
  } finally {
    drawing = null;
  }
}
