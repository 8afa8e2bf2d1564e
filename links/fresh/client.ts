/** What the browser runs first: brings the islands of a page to life. @module */
import { type ComponentType, h, render } from "preact";
import { parse } from "./props.ts";
import { buildId } from "./runtime.ts";

/** Stands for the nodes between two comments, as if they had a parent of their own. */
function between(start: Comment, end: Comment): Element {
  const parent = start.parentNode as Element;
  function childNodes(): Node[] {
    const nodes: Node[] = [];
    for (let node = start.nextSibling; node && node !== end; node = node.nextSibling) {
      nodes.push(node);
    }
    return nodes;
  }
  const root = {
    nodeType: 1,
    namespaceURI: parent.namespaceURI,
    ownerDocument: document,
    parentNode: parent,
    insertBefore: (node: Node, child: Node | null) => parent.insertBefore(node, child ?? end),
    appendChild: (node: Node) => parent.insertBefore(node, end),
    removeChild: (node: Node) => parent.removeChild(node),
    contains: (node: Node | null) => childNodes().some((child) => child.contains(node)),
  };
  Object.defineProperty(root, "childNodes", { get: childNodes });
  Object.defineProperty(root, "firstChild", { get: () => childNodes()[0] ?? null });
  return root as unknown as Element;
}

/** Draws every island over what the server drew: comments mark its place and name its props in the list of all. */
export function boot(islands: Record<string, ComponentType>, props: string, build: string): void {
  buildId(build);
  const given = parse(props) as Record<string, unknown>[];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  const comments: Comment[] = [];
  while (walker.nextNode()) {
    const comment = walker.currentNode as Comment;
    if (/^\/?frsh:island/.test(comment.data)) comments.push(comment);
  }
  for (let i = 0; i < comments.length; i += 2) {
    const [, , name, index] = comments[i].data.split(":");
    render(h(islands[name], given[Number(index)]), between(comments[i], comments[i + 1]));
  }
}
