import { Fragment, type FunctionComponent, h, options, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { drawn } from "./runtime.ts";

type Props = Record<string, unknown>;
type Island = { chunk: string; props: Props };

/** Where the nonce of a response is kept: no header, so that it does not leak. */
export const NONCE: unique symbol = Symbol.for("__freshNonce");

/** The document that is drawn: drawing never waits, so there is one at a time. */
let drawing: {
  url: URL;
  nonce: string;
  islands: Island[];
  head: Map<string, VNode>;
  /** Whether `_app` is drawn, whose head gives way to the page's. */
  inShell: boolean;
} | undefined;
/** What is drawn in place of an island. */
const marked = new Map<unknown, FunctionComponent>();

/** Makes an island drawn between two comments, by which the browser finds it. */
export function markIsland(component: FunctionComponent, chunk: string): void {
  // Another name for the island: this one is not marked again.
  const Island = (props: Props) => component(props);
  const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as Props);
  marked.set(component, (props: Props) => {
    const start = `frsh:island:${drawing!.islands.push({ chunk, props }) - 1}`;
    return h(Fragment, null, comment(start), h(Island, props), comment("/frsh:island"));
  });
}

/** Tags with one key say the same thing. */
function headKey({ key, props, type }: VNode): string {
  return `${key ?? type}${(props as Props).name ?? ""}`;
}

/** Tells assistive technology which link leads to where the reader is, or to what holds it. */
function markCurrent(props: Props, { pathname, search }: URL): void {
  const [, path, query] = /^(\/[^?#]*)(\?[^#]*)?/.exec(`${props.href}`) ?? [];
  if (path === undefined || props["aria-current"] !== undefined) return;
  const [here, there] = [pathname, path].map((one) => one.replace(/(.)\/$/, "$1"));
  const isHere = here === there && (!query || query === search);
  if (!isHere && there !== "/" && !`${here}/`.startsWith(`${there}/`)) return;
  props["aria-current"] = isHere ? "page" : "true";
  props[isHere ? "data-current" : "data-ancestor"] = "true";
}

const before = options.vnode;
options.vnode = (vnode: VNode) => {
  const { props, type } = vnode as VNode<Props>;
  vnode.type = marked.get(type) ?? type;
  if (drawing) {
    const { head, inShell, nonce, url } = drawing;
    if (type === "a") markCurrent(props, url);
    if (type === "script" || type === "style") props.nonce ||= nonce;
    if (inShell && (type === "title" || type === "meta")) {
      const key = headKey(vnode);
      vnode.props = head.get(key)?.props ?? props;
      head.delete(key);
    }
  }
  before?.(vnode);
};

/** Writes the props of islands. Fresh itself keeps some of what JSON loses: that is refused. */
function written(props: Props[]): string {
  const kinds = [Object, Array, String, Number, Boolean];
  const text = JSON.stringify(props, function (this: Props, key, value) {
    if (kinds.includes(Object(this[key]).constructor)) return value;
    throw new TypeError(`Cannot give ${key} to an island: it is no JSON`);
  });
  // No prop can end the script: JSON may hold any text, and `<` is escaped in it.
  return text.replaceAll("<", "\\u003c");
}

/** Draws a page, then `_app` around it, and adds head, islands' script and preloads. */
export function renderDocument(
  url: URL,
  client: string,
  page: VNode,
  around: (Component: FunctionComponent) => VNode,
  init: ResponseInit,
): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const head = new Map<string, VNode>();
  const islands: Island[] = [];
  drawing = { url, nonce, head, islands, inShell: false };
  drawn.addToHead = (tag) => head.set(headKey(tag), tag);
  try {
    const inner = renderToString(page);
    drawing.inShell = true;
    const html = renderToString(around(() => jsxTemplate([inner])));
    drawing.inShell = false;
    const headers = new Headers(init.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    let script = "";
    if (islands.length > 0) {
      const chunks = [...new Set(islands.map(({ chunk }) => chunk))];
      const preload = (file: string) => `<${encodeURI(file)}>; rel="modulepreload"; as="script"`;
      headers.append("Link", [client, ...chunks].map(preload).join(", "));
      const imports = chunks.map((chunk, i) => `import i${i} from"${chunk}";`).join("");
      const components = islands.map(({ chunk }) => `i${chunks.indexOf(chunk)}`);
      const props = written(islands.map(({ props }) => props));
      script = `<script type="module" nonce="${nonce}">import{boot}from"${client}";${imports}` +
        `boot([${components}],${props})</script>`;
    }
    const more = renderToString(h(Fragment, null, ...head.values()));
    const whole = html.replace("</head>", (end) => more + end)
      .replace("</body>", (end) => script + end);
    return Object.assign(new Response(`<!DOCTYPE html>${whole}`, { ...init, headers }), {
      [NONCE]: nonce,
    });
  } finally {
    drawing = drawn.addToHead = undefined;
  }
}
