import { isObject, type JsonDocument } from "../http/json.ts";

/** Which paths of a mapped collection some of its users may share. */
export interface SharingPolicyRecord {
  /** UUID of the policy. */
  readonly id: string;
  /** UUID of the mapped collection. */
  readonly collectionId: string;
  /** Paths by what may be done with them: `none`, `read` and `read_write`. */
  readonly paths: JsonDocument;
  /** Accounts that the policy is for; null for all. */
  readonly users: readonly string[] | null;
}

/** Whether a policy counts for an account. */
export function countsFor({ users }: SharingPolicyRecord, username: string): boolean {
  return users === null || users.includes(username);
}

/** The document of a policy. */
export function policyDocument(policy: SharingPolicyRecord): JsonDocument {
  return {
    DATA_TYPE: "sharing_policy#1.0.0",
    id: policy.id,
    collection_id: policy.collectionId,
    sharing_restrict_paths: policy.paths,
    users: policy.users,
  };
}

/**
 * Whether restrictions let a folder be shared: of the listed paths that hold it, the longest counts.
 *
 * @param path Absolute path of the folder, with a slash at its end.
 */
export function permitsPath(restrictions: unknown, path: string): boolean {
  if (!isObject(restrictions)) return true;
  const listed = ["none", "read", "read_write"].flatMap((kind) => {
    const paths = restrictions[kind];
    if (!Array.isArray(paths)) return [];
    return paths.filter((one) => typeof one === "string").map((path: string) => ({ kind, path }));
  });
  const [best] = listed
    .filter((rule) => path.startsWith(rule.path.endsWith("/") ? rule.path : `${rule.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  return best !== undefined && best.kind !== "none";
}
