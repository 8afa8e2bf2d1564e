/** A fetched page, and its URL after redirects. */
interface FetchedPage {
  document: Document;
  url: string;
}

/**
 * Fetches a page of this site as a document. Its scripts do not run and its images do not load.
 * XMLHttpRequest parses it, because the Content-Security-Policy forbids scripts to parse HTML.
 *
 * @throws {Error} If no page comes, or `signal` aborts.
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
      else reject(new Error(`Cannot load ${address}: the site answered ${status}`));
    };
    request.onerror = request.onabort = () =>
      reject(new Error(`Cannot load ${address}: no answer came`));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body ?? null);
  });
}

/**
 * Replaces parts of this page by those of a fetched one.
 *
 * @param ids Ids of the parts.
 * @returns False if the fetched page has none of the parts, because it is another page.
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
