/** A link to something that follows the lessons. */
export interface NextStep {
  title: string;
  text: string;
  address: string;
}

/** What to do after the lessons, in groups. */
export const NEXT: readonly [group: string, steps: readonly NextStep[]][] = [
  ["On this site", [
    {
      title: "Browse files",
      text: "Browse a collection, including one that needs another consent or login.",
      address: "/files",
    },
    {
      title: "Transfer a folder",
      text: "Copy a folder between two collections, and follow the task.",
      address: "/transfer",
    },
    {
      title: "Inspect tokens",
      text: "Inspect and revoke tokens.",
      address: "/tokens",
    },
  ]],
  ["At Globus", [
    {
      title: "Groups",
      text: "Share with a whole team: see its members, invitations and roles.",
      address: "https://docs.globus.org/api/groups/",
    },
    {
      title: "Search",
      text: "Describe data in an index, and find it again by words and filters.",
      address: "https://docs.globus.org/api/search/",
    },
    {
      title: "Flows and timers",
      text: "Chain transfers, permissions and computing, and let them run at night.",
      address: "https://docs.globus.org/api/flows/",
    },
  ]],
];

/** The examples in groups: what a reader may want to build. */
export const EXAMPLE_GROUPS: readonly [group: string, names: readonly string[]][] = [
  ["The lessons as scripts", ["tutorial", "token_response", "refresh_tokens", "minimal_transfer"]],
  ["Tools that people run", ["user_app", "native_app", "token_storage"]],
  [
    "Sites and services",
    ["web_login", "three_legged_oauth", "client_app", "client_credentials", "dependent_tokens"],
  ],
  [
    "Data",
    ["watch_task", "sync_folder", "recursive_ls", "guest_collection_share", "search_index"],
  ],
  ["Automation", ["run_flow", "scheduled_transfer", "run_function"]],
  ["People and permissions", ["identities", "consents", "manage_group"]],
];
