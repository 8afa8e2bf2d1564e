import { readUuid } from "../../components/uuid.ts";
import { GCSCollectionScopes, GroupsScopes, type Scope, TransferScopes } from "@globus-deno/sdk";

/** The visitor's choices in the form that composes a scope. */
export interface ScopeChoice {
  /** Id of the collection whose data Transfer may use. */
  collection?: string;
  /** Whether the user may decline that. */
  isOptional: boolean;
  /** Whether the login also asks for the user's groups. */
  withGroups: boolean;
}

/** Reads the choices from a URL or a form. */
export function readScopeChoice(fields: URLSearchParams | FormData): ScopeChoice {
  return {
    collection: readUuid(fields.get("collection")),
    isOptional: fields.has("optional"),
    withGroups: fields.has("groups"),
  };
}

/** Writes the choices as the query of a URL. */
export function writeScopeChoice({ collection, isOptional, withGroups }: ScopeChoice): string {
  return `${new URLSearchParams({
    collection: collection ?? "",
    ...isOptional && { optional: "on" },
    ...withGroups && { groups: "on" },
  })}`;
}

/** Composes the chosen scopes. */
export function composeScopes({ collection, isOptional, withGroups }: ScopeChoice): Scope[] {
  let transfer = TransferScopes.all;
  if (collection) {
    const { dataAccess } = new GCSCollectionScopes(collection);
    transfer = transfer.withDependency(dataAccess.withOptional(isOptional));
  }
  return withGroups ? [transfer, GroupsScopes.viewMyGroupsAndMemberships] : [transfer];
}

/** Returns code that composes the same scopes. */
export function codeOf({ collection, isOptional, withGroups }: ScopeChoice): string {
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
  const scopes = ["openid", "profile", "email"].map((name) => `AuthScopes.${name}`)
    .concat("transfer", withGroups ? "GroupsScopes.viewMyGroupsAndMemberships" : []);
  lines.push("client.oauth2StartFlow([", ...scopes.map((scope) => `  ${scope},`), "]);");
  return lines.join("\n");
}
