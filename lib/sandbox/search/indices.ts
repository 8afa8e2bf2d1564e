import { SubjectStore } from "./subjects.ts";
import { TaskQueue } from "./tasks.ts";

/** Roles on an index, the weakest first. */
export const INDEX_ROLES: readonly IndexRoleName[] = ["writer", "admin", "owner"];

/** A role on an index: writers change entries, admins give roles, owners delete the index. */
export type IndexRoleName = "writer" | "admin" | "owner";

/** A role of a principal on an index. */
export interface IndexRole {
  /** Id as the service writes it. */
  id: string;
  /** URN of an identity or a group. */
  principal: string;
  /** What the principal may do. */
  role: IndexRoleName;
  /** When it was given, in milliseconds since 1970. */
  createdMs: number;
}

/** Type of a field: that of its first value, or one that an ingest gave. */
export type FieldType = "text" | "number" | "boolean" | "date" | "geo_point" | "geo_shape";

/** An index of Search, as the sandbox keeps it. */
export interface IndexRecord {
  /** UUID of the index. */
  id: string;
  /** Name that people see. */
  displayName: string;
  /** What it holds. */
  description: string;
  /** `delete_pending` indices refuse all but to be opened again. */
  status: "open" | "delete_pending";
  /** Whether it is for trying out, without a subscription. */
  isTrial: boolean;
  /** UUID of the subscription that pays for it. */
  subscriptionId: string | null;
  /** Megabytes that it may hold; the sandbox does not enforce this. */
  maxSizeInMb: number;
  /** When it was created, in milliseconds since 1970. */
  createdMs: number;
  /** Roles by the ids that the service gives them. */
  roles: Map<string, IndexRole>;
  /** What the index holds: subjects with their entries. */
  subjects: SubjectStore;
  /** Types of fields, by name. */
  fieldTypes: Map<string, FieldType>;
  /** Tasks that change the entries. */
  tasks: TaskQueue;
}

/** An index without entries. */
export function makeIndex(
  known: Pick<IndexRecord, "id" | "displayName" | "createdMs"> & Partial<IndexRecord>,
): IndexRecord {
  return {
    description: "",
    status: "open",
    isTrial: true,
    subscriptionId: null,
    maxSizeInMb: 1,
    roles: new Map(),
    subjects: new SubjectStore(),
    fieldTypes: new Map(),
    tasks: new TaskQueue(),
    ...known,
  };
}

/** Gives a role on an index. */
export function addRole(
  index: IndexRecord,
  { number, ...role }: Omit<IndexRole, "id"> & {
    /** Distinguishes it from all other roles. */
    number: number;
  },
): IndexRole {
  const id = btoa(String(number % 1_000_000).padStart(6, "0"));
  const added = { id, ...role };
  index.roles.set(id, added);
  return added;
}

/** The roles that one of the principals has on an index, the strongest first. */
export function rolesOf(index: IndexRecord, principals: ReadonlySet<string>): IndexRoleName[] {
  const held = new Set(
    [...index.roles.values()].filter(({ principal }) => principals.has(principal))
      .map(({ role }) => role),
  );
  return [...INDEX_ROLES].reverse().filter((role) => held.has(role));
}

/** Whether one of the principals has a role on an index, or a stronger one. */
export function hasRole(
  index: IndexRecord,
  principals: ReadonlySet<string>,
  least: IndexRoleName,
): boolean {
  return rolesOf(index, principals)
    .some((role) => INDEX_ROLES.indexOf(role) >= INDEX_ROLES.indexOf(least));
}
