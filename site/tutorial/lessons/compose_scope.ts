import { readUuid } from "../../components/uuid.ts";
import { GCSCollectionScopes, GroupsScopes, type Scope, TransferScopes } from "@globus-deno/sdk";

/** What a visitor wants of a scope. */
export interface ScopeWish {
  /** Collection whose data Transfer shall reach. */
  collection?: string;
  /** Whether one may decline that. */
  isOptional: boolean;
  /** Whether the groups of the visitor are asked for too. */
  withGroups: boolean;
}

/** Reads a wish from a page's address or a form. */
export function readWish(fields: URLSearchParams | FormData): ScopeWish {
  return {
    collection: readUuid(fields.get("collection")),
    isOptional: fields.has("optional"),
    withGroups: fields.has("groups"),
  };
}

/** Writes a wish into an address. */
export function writeWish({ collection, isOptional, withGroups }: ScopeWish): string {
  return `${new URLSearchParams({
    collection: collection ?? "",
    ...isOptional && { optional: "on" },
    ...withGroups && { groups: "on" },
  })}`;
}

/** The scopes that a wish comes to. */
export function composeScopes({ collection, isOptional, withGroups }: ScopeWish): Scope[] {
  let transfer = TransferScopes.all;
  if (collection) {
    const { dataAccess } = new GCSCollectionScopes(collection);
    transfer = transfer.withDependency(dataAccess.withOptional(isOptional));
  }
  return withGroups ? [transfer, GroupsScopes.viewMyGroupsAndMemberships] : [transfer];
}

/** The code that composes the same. */
export function codeOf({ collection, isOptional, withGroups }: ScopeWish): string {
  const lines = [];
  if (collection) {
    lines.push(
      `const { dataAccess } = new GCSCollectionScopes(`,
      `  "${collection}",`,
      `);`,
      `const transfer = TransferScopes.all.withDependency(`,
      `  dataAccess${isOptional ? ".withOptional(true)" : ""},`,
      `);`,
    );
  } else lines.push("const transfer = TransferScopes.all;");
  const scopes = withGroups ? "[transfer, GroupsScopes.viewMyGroupsAndMemberships]" : "transfer";
  lines.push(`client.oauth2StartFlow(${scopes});`);
  return lines.join("\n");
}
