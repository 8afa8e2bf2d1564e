import type { FlowPrincipal } from "./flow.ts";

/** Whether a question waits for its answer. */
export type WebInputStatus = "open" | "closed" | (string & Record<never, never>);

/** The caller's role on a question. */
export type WebInputRole = "viewer" | "respondent" | (string & Record<never, never>);

/** What lists say of a question that a run asks people. */
export interface WebInputSummary {
  /** UUID of the question, by which operations name it. */
  id: string;
  /** Whether it waits for its answer. */
  status: WebInputStatus;
  /** The caller's roles: a respondent may answer it. */
  user_roles: WebInputRole[];
  /** How it is answered: `selection` is a choice of options. */
  input_type: "selection" | (string & Record<never, never>);
  /** The question in a line. */
  title: string;
  /** UUID and title of the flow that asks. */
  flow: { id: string; title: string };
  /** UUID and label of the run that asks, and waits. */
  run: { id: string; label: string | null };
  /** When it was asked (ISO 8601). */
  created_timestamp: string;
  /** When it was last changed (ISO 8601). */
  edited_timestamp: string | null;
  /** When it was answered or withdrawn (ISO 8601); null before that. */
  closed_timestamp: string | null;
}

/** An answer that people can choose. */
export interface WebInputOption {
  /** What `respondToWebInput` sends to choose it. */
  option_id: string;
  /** The answer in a word. */
  label: string;
  /** What choosing it means, for people. */
  description?: string | null;
}

/** What people are shown with a question. */
export interface WebInputContext {
  /** The question in a line. */
  title: string;
  /** Which of the two below is shown. */
  presentation_style: "text" | "table" | (string & Record<never, never>);
  /** Text to show. Untrusted: show it as plain text. */
  text?: string;
  /** Rows of a table to show. Untrusted, too. */
  rows?: { field: string; value: string }[];
}

/** A question that a run asks people, and waits for. */
export interface WebInput extends Omit<WebInputSummary, "title"> {
  /** What the answer must look like, as a JSON Schema. */
  input_schema: Record<string, unknown>;
  /** What people are shown with it. */
  context: WebInputContext;
  /** Answers to choose from, for the input type `selection`. */
  options?: WebInputOption[];
  /** Who may see and who may answer it, by URN. */
  roles: { viewer_urns: FlowPrincipal[]; respondent_urns: FlowPrincipal[] };
  /** URN of the identity that asks. */
  creator_urn: FlowPrincipal;
}

/** Which questions to list. Of the last two filters, each takes ten ids at most. */
export interface WebInputListParams {
  /** Only questions on which the caller has one of these roles. */
  filter_roles?: string | readonly WebInputRole[] | undefined;
  /** Only questions that stand so. @default {"open"} */
  filter_states?: string | readonly WebInputStatus[] | undefined;
  /** UUIDs of the flows that ask. */
  filter_flow_ids?: string | readonly string[] | undefined;
  /** UUIDs of the runs that ask. */
  filter_run_ids?: string | readonly string[] | undefined;
  /** Fields to sort by, each with `ASC` or `DESC`, such as `created_timestamp DESC`. */
  orderby?: string | readonly string[] | undefined;
  /** Questions a page. @default the service's choice */
  per_page?: number | undefined;
  /** The page to begin with, from an earlier page. */
  marker?: string | undefined;
}

/** A page of the list of questions. */
export interface WebInputPage {
  /** The questions, in the order that was asked for. */
  web_input_summaries: WebInputSummary[];
  /** What leads to the next page; null on the last. */
  marker: string | null;
}

/** What an answer to a question gets back. */
export interface WebInputResponse {
  /** `ok`: the run goes on with the answer. */
  status: string;
}
