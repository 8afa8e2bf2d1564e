/** A page that was asked for, and where it came from in the end. */
export interface FetchedPage {
  document: Document;
  url: string;
}

/**
 * Asks for a page of this site as a document. Nothing in it runs or loads; a request object parses
 * it, since scripts of this site may not make markup of text.
 *
 * @throws {Error} If no page came, or `signal` was aborted.
 */
export function fetchPage(
  address: string,
  options: { body?: URLSearchParams; signal?: AbortSignal } = {},
): Promise<FetchedPage> {
  const { body, signal } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(body ? "POST" : "GET", address);
    request.responseType = "document";
    request.setRequestHeader("accept", "text/html");
    request.onload = () => {
      const { response, responseURL: url, status } = request;
      if (response && status < 500) resolve({ document: response, url });
      else reject(new Error(`the site answered ${status}`));
    };
    request.onerror = request.onabort = () => reject(new Error("no answer came"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body ?? null);
  });
}

/**
 * Puts parts of a fetched page in the place of those on this one.
 *
 * @param ids Of the parts.
 * @returns False if the page has none of them: it is another page.
 */
export function swapParts(from: Document, ids: readonly string[]): boolean {
  let isSame = false;
  for (const id of ids) {
    const next = from.getElementById(id);
    if (!next) continue;
    isSame = true;
    document.getElementById(id)?.replaceWith(document.adoptNode(next));
  }
  return isSame;
}
