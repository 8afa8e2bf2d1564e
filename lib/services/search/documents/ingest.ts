/**
 * Documents of Globus Search: what is written to an index, and the tasks that do it.
 *
 * Source: https://docs.globus.org/api/search/ingest/ and https://docs.globus.org/api/search/reference/get_task/
 *
 * @module
 */

import type { SearchContent } from "./result.ts";

/** An entry to write. It replaces the entry with the same subject and id. */
export interface GMetaEntry<Content = SearchContent> {
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** What the entry is about, such as the URL of a data set: at most 500 bytes of UTF-8. */
  subject: string;
  /** Id of the entry within its subject. @default {null} */
  id?: string | null;
  /**
   * Who sees the entry: URNs of identities and groups, `public`, or `all_authenticated_users`. At
   * most 100.
   */
  visible_to: readonly string[];
  /** What is found and searched: any JSON object. A field keeps the type of its first value. */
  content: Content;
  /** Named sets of principals, which queries can filter by. */
  principal_sets?: Readonly<Record<string, readonly string[]>>;
}

/** A list of entries to write. */
export interface GMetaList<Content = SearchContent> {
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** The entries to write. */
  gmeta: readonly GMetaEntry<Content>[];
}

/** Types of fields that the service does not find out by itself. */
export type SearchFieldMapping = Readonly<Record<string, "geo_point" | "geo_shape">>;

/** What to write to an index: one entry, or a list of them. The whole is at most 10 MB. */
export type GIngest<Content = SearchContent> =
  & {
    /** Version of the form that the document has, such as `2017-09-01`. */
    "@version"?: string;
    /** Types of fields, by their names. */
    field_mapping?: SearchFieldMapping;
  }
  & (
    | {
      /** Says that one entry follows. */
      ingest_type: "GMetaEntry";
      /** The entry to write. */
      ingest_data: GMetaEntry<Content>;
    }
    | {
      /** Says that a list of entries follows. */
      ingest_type: "GMetaList";
      /** The list of entries to write. */
      ingest_data: GMetaList<Content>;
    }
  );

/** The task that a change of an index became. The change is made when the task has succeeded. */
export interface SearchTaskSubmission {
  /** Always true: the service took the task. */
  acknowledged?: boolean;
  /** UUID of the task, for {@link waitForSearchTask}. */
  task_id: string;
}

/** State of a task. `PROGRESS`: a part of the entries may be found already. */
export type SearchTaskState = "CREATING" | "PENDING" | "PROGRESS" | "SUCCESS" | "FAILED";

/** A task that changes an index. The tasks of an index run one after the other. */
export interface SearchTask {
  /** UUID of the task. */
  task_id: string;
  /** State of the task; `SUCCESS` and `FAILED` are final. */
  state: SearchTaskState;
  /** The state, in a sentence. */
  state_description?: string;
  /** What the task does, in a word of the service. */
  task_type?: string;
  /** UUID of the index. */
  index_id?: string;
  /** When the service took the task. */
  creation_date?: string;
  /** When the task ended; null or absent before that. */
  completion_date?: string | null;
  /** What came of the task, or why it failed. */
  message?: string | null;
  /** What is known beyond the message, in no fixed form. */
  additional_details?: unknown;
}

/** The newest tasks of an index. */
export interface SearchTaskList {
  /** UUID of the index. */
  index_id?: string;
  /** At most 1000 tasks, the newest first. */
  tasks: SearchTask[];
}
