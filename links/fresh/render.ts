import { Fragment, type FunctionComponent, h, options, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { collectHead } from "./runtime.ts";

type Props = Record<string, unknown>;
type Island = { chunk: string; props: Props };

/** A response keeps the nonce of its page under this symbol, so that no header leaks it. */
export const NONCE: unique symbol = Symbol.for("__freshNonce");

/** The document that is being rendered. Rendering never waits, so there is one at a time. */
let rendering: {
  url: URL;
  nonce: string;
  islands: Island[];
  head: Map<string, VNode>;
  /** Whether `_app` is being rendered: the page's tags replace those in its head. */
  inShell: boolean;
} | undefined;
/** What is rendered in place of an island. */
const marked = new Map<unknown, FunctionComponent>();

/** Has an island rendered between two comments, by which the browser finds it. */
export function markIsland(component: FunctionComponent, chunk: string): void {
  // A second name for the island, so that it is not marked again.
  const Island = (props: Props) => component(props);
  const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as Props);
  marked.set(component, (props: Props) => {
    const start = `frsh:island:${rendering!.islands.push({ chunk, props }) - 1}`;
    return h(Fragment, null, comment(start), h(Island, props), comment("/frsh:island"));
  });
}

/** Two tags with the same key replace each other. */
function headKey({ key, props, type }: VNode): string {
  return `${key ?? type}${(props as Props).name ?? ""}`;
}

/** Tells assistive technology which link leads to the current page, or to one above it. */
function markCurrent(props: Props, { pathname, search }: URL): void {
  const [, path, query] = /^(\/[^?#]*)(\?[^#]*)?/.exec(`${props.href}`) ?? [];
  if (path === undefined || props["aria-current"] !== undefined) return;
  const [here, there] = [pathname, path].map((one) => one.replace(/(.)\/$/, "$1"));
  const isHere = here === there && (!query || query === search);
  if (!isHere && there !== "/" && !`${here}/`.startsWith(`${there}/`)) return;
  props["aria-current"] = isHere ? "page" : "true";
  props[isHere ? "data-current" : "data-ancestor"] = "true";
}

const previousHook = options.vnode;
options.vnode = (vnode: VNode) => {
  const { props, type } = vnode as VNode<Props>;
  vnode.type = marked.get(type) ?? type;
  if (rendering) {
    const { head, inShell, nonce, url } = rendering;
    if (type === "a") markCurrent(props, url);
    if (type === "script" || type === "style") props.nonce ||= nonce;
    if (inShell && (type === "title" || type === "meta")) {
      const key = headKey(vnode);
      vnode.props = head.get(key)?.props ?? props;
      head.delete(key);
    }
  }
  previousHook?.(vnode);
};

/** Writes the props of islands. Fresh keeps some values that JSON loses: this refuses them. */
function written(props: Props[]): string {
  const kinds = [Object, Array, String, Number, Boolean];
  const text = JSON.stringify(props, function (this: Props, key, value) {
    if (kinds.includes(Object(this[key]).constructor)) return value;
    throw new TypeError(`Cannot pass ${key} to an island: JSON does not keep it`);
  });
  // JSON may hold any text. With `<` escaped, no prop can end the script.
  return text.replaceAll("<", "\\u003c");
}

/** Renders a page and `_app` around it; adds the head, the script `client` and preloads. */
export function renderDocument(
  page: VNode,
  around: (Component: FunctionComponent) => VNode,
  { url, client, ...init }: ResponseInit & { url: URL; client: string },
): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const head = new Map<string, VNode>();
  const islands: Island[] = [];
  rendering = { url, nonce, head, islands, inShell: false };
  collectHead((tag) => head.set(headKey(tag), tag));
  try {
    const inner = renderToString(page);
    rendering.inShell = true;
    const html = renderToString(around(() => jsxTemplate([inner])));
    rendering.inShell = false;
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
    rendering = undefined;
    collectHead(undefined);
  }
}
