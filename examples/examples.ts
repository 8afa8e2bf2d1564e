/** What an example needs beyond the network and the variables that all of them may use. */
export interface Example {
  /** What it shows, in one line. */
  readonly title: string;
  /** Whether it needs a client with a secret. */
  readonly needsSecret?: boolean;
  /** Whether it listens on a port of this machine. */
  readonly listens?: boolean;
  /** Whether it is the script of a page, and runs in a browser. */
  readonly inBrowser?: boolean;
  /** Whether it stores files: it gets a folder as `--state=…`. */
  readonly keepsState?: boolean;
  /** Whether it reads or writes files of collections, at hosts below `data.globus.org`. */
  readonly usesFiles?: boolean;
}

/** The examples, in the order in which to read them. Each is `examples/<name>.ts`. */
export const EXAMPLES: ReadonlyMap<string, Example> = new Map([
  ["tutorial", { title: "The Globus tutorial: log in, and list my collections" }],
  ["token_response", { title: "What a login gives: services, scopes, lifetimes, who logged in" }],
  ["refresh_tokens", { title: "Renew an access token, let the SDK renew it, revoke it" }],
  ["user_app", {
    title: "A tool that logs in when needed, and stays logged in for months",
    keepsState: true,
  }],
  ["client_app", {
    title: "A service that acts for itself and manages its tokens",
    needsSecret: true,
  }],
  ["consents", { title: "What a collection requires beyond Transfer, and what I have allowed" }],
  ["token_storage", { title: "Keep tokens in a file or a database", keepsState: true }],
  ["web_login", {
    title: "A website with an app for each of its users",
    needsSecret: true,
    listens: true,
  }],
  ["native_app", {
    title: "Log in without pasting: the browser returns to this machine",
    listens: true,
  }],
  ["browser_page", {
    title: "A page without a server: log in by redirect, and list my collections",
    inBrowser: true,
  }],
  ["three_legged_oauth", {
    title: "A website that people log in to, step by step",
    needsSecret: true,
    listens: true,
  }],
  ["client_credentials", {
    title: "A program that acts for itself, with a client secret",
    needsSecret: true,
  }],
  ["dependent_tokens", {
    title: "A service that calls another service on behalf of its caller",
    needsSecret: true,
  }],
  ["api_guard", {
    title: "Guard an API: check the caller's token and group, and keep the answer for a while",
    needsSecret: true,
    listens: true,
  }],
  ["identities", { title: "Look up identities by id or user name, one or many at once" }],
  ["minimal_transfer", { title: "Copy a file between two collections, and wait for it" }],
  ["watch_task", { title: "Follow a task to its end, and report what is wrong with it" }],
  ["sync_folder", { title: "Bring a folder up to date with another one" }],
  ["recursive_ls", { title: "List a directory and everything below it" }],
  ["download_folder", {
    title: "Download a folder by HTTPS, with progress; skip files that are complete",
    keepsState: true,
    usesFiles: true,
  }],
  ["share_results", {
    title: "Upload results by HTTPS, and let others read them",
    keepsState: true,
    usesFiles: true,
  }],
  ["publish_data", {
    title: "Publish a folder: copy it or give up in time, share it, make it findable",
  }],
  ["run_flow", { title: "Define, run and watch a flow: copy a file, then put it into an index" }],
  ["scheduled_transfer", { title: "Copy a folder every night, by a timer at Globus" }],
  ["run_function", { title: "Run a Python function on a cluster, many calls at once" }],
  ["guest_collection_share", { title: "Share a folder of my computer, and stop sharing it" }],
  ["guest_collection_setup", {
    title: "Share a folder of a server, describe it, and say who may read it",
    keepsState: true,
    usesFiles: true,
  }],
  ["manage_group", { title: "Create a group, invite a user, accept as that user, give a role" }],
  ["search_index", { title: "Build an index of metadata, and query it with filters and facets" }],
  ["test_your_tool", {
    title: "Test a tool with the sandbox: its login, tokens that expire, a task that is stuck",
  }],
]);
