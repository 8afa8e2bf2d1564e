/** What the browser runs first: it starts the islands of a page. @module */
import { type ComponentType, h, render } from "preact";

/** Acts as the parent of the nodes between two comments. */
function between(start: Comment, end: Comment): Element {
  const parent = start.parentNode as Element;
  const root = {
    nodeType: 1,
    namespaceURI: parent.namespaceURI,
    ownerDocument: document,
    parentNode: parent,
    get childNodes(): Node[] {
      const all = [...parent.childNodes];
      return all.slice(all.indexOf(start) + 1, all.indexOf(end));
    },
    get firstChild(): Node | null {
      return root.childNodes[0] ?? null;
    },
    insertBefore: (node: Node, child: Node | null) => parent.insertBefore(node, child ?? end),
    removeChild: (node: Node) => parent.removeChild(node),
    contains: (node: Node | null) => root.childNodes.some((child) => child.contains(node)),
  };
  return root as unknown as Element;
}

/** Renders each island over the server's HTML. Comments mark its place. */
export function boot(islands: ComponentType[], props: Record<string, unknown>[]): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  const comments: Comment[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode as Comment);
  const marks = comments.filter(({ data }) => /^\/?frsh:island/.test(data));
  for (let i = 0; i < marks.length; i += 2) {
    const index = Number(marks[i].data.split(":")[2]);
    render(h(islands[index], props[index]), between(marks[i], marks[i + 1]));
  }
}
