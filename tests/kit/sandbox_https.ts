import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import type { Collection } from "../../lib/sandbox/transfer/collection.ts";

/** The collection of an id, which must be there. */
export function collectionAt(sandbox: Sandbox, id: string): Collection {
  const found = sandbox.world.collections.get(id);
  if (!found) throw new RangeError(`no collection ${id}`);
  return found;
}

/** Address of a path of a collection over HTTPS. */
export function fileUrl(sandbox: Sandbox, id: string, path: string): string {
  return `https://${collectionAt(sandbox, id).domain}${path}`;
}

/** Scopes that a token for a collection's files must hold. */
export function fileScopes(sandbox: Sandbox, id: string): string[] {
  const names = collectionAt(sandbox, id).needsDataAccess ? ["https", "data_access"] : ["https"];
  return names.map((name) => `https://auth.globus.org/scopes/${id}/${name}`);
}

/** What sends requests for files of a collection: method and path, with a body and headers. */
export type FileCall = (route: string, init?: RequestInit) => Promise<Response>;

/**
 * Sends requests for files of a collection as a person.
 *
 * @param id UUID of the collection.
 * @param username Who has logged in; `null` for requests without a token.
 */
export async function filesApi(
  sandbox: Sandbox,
  id: string,
  username: string | null = "ada@fjord.example",
): Promise<FileCall> {
  const headers: Record<string, string> = {};
  if (username !== null) {
    const { access_token } = await sandbox.login({ username, scopes: fileScopes(sandbox, id) });
    headers.authorization = `Bearer ${access_token}`;
  }
  return (route, init) => {
    const [method, path] = route.split(" ");
    return sandbox.fetch(fileUrl(sandbox, id, path), {
      redirect: "manual",
      ...init,
      method,
      headers: { ...headers, ...init?.headers as Record<string, string> },
    });
  };
}

/** Lets users read below a path of a guest collection without a login. */
export function openToAll(sandbox: Sandbox, id: string, path: string, permissions: "r" | "rw") {
  collectionAt(sandbox, id).access.set(`open ${path}`, {
    id: `open ${path}`,
    principalType: "anonymous",
    principal: "",
    path,
    permissions,
    createdMs: 0,
    expirationDate: null,
  });
}
