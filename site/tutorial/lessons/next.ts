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
      text: "Walk through a collection, and meet one that wants a consent or a fresh login.",
      address: "/files",
    },
    {
      title: "Move a folder",
      text: "Pick two places, choose what is compared and what is left out, and watch it.",
      address: "/transfer",
    },
    {
      title: "Inspect tokens",
      text: "See what each token is worth to Globus Auth, and revoke it.",
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
