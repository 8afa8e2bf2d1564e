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
  ["More of Globus", [
    {
      title: "Groups",
      text: "Manage members, invitations, and roles. Share a collection with a whole team.",
      address: "/groups",
    },
    {
      title: "Search",
      text: "Describe data in an index, and find it again by words and filters.",
      address: "/search",
    },
    {
      title: "Flows",
      text: "Chain transfers, permissions and computing into one run.",
      address: "/flows",
    },
    {
      title: "Timers",
      text: "Run a transfer or a flow on a schedule, such as every night.",
      address: "/timers",
    },
    {
      title: "Consents",
      text: "See what you allowed each app to do, and revoke it.",
      address: "/consents",
    },
    {
      title: "Errors",
      text: "Cause the errors that programs meet, and see what to do.",
      address: "/errors",
    },
    {
      title: "The manuals of Globus",
      text: "Read about every operation of every service.",
      address: "https://docs.globus.org/api/",
    },
  ]],
];

/** The examples in groups: what a reader may want to build. */
export const EXAMPLE_GROUPS: readonly [group: string, names: readonly string[]][] = [
  ["The lessons as scripts", ["tutorial", "token_response", "refresh_tokens", "minimal_transfer"]],
  ["Tools that people run", ["user_app", "native_app", "token_storage", "test_your_tool"]],
  [
    "Sites and services",
    [
      "web_login",
      "browser_page",
      "three_legged_oauth",
      "client_app",
      "client_credentials",
      "dependent_tokens",
      "api_guard",
    ],
  ],
  [
    "Data",
    [
      "watch_task",
      "sync_folder",
      "recursive_ls",
      "download_folder",
      "guest_collection_share",
      "guest_collection_setup",
      "share_results",
      "publish_data",
      "search_index",
    ],
  ],
  ["Automation", ["run_flow", "scheduled_transfer", "run_function"]],
  ["People and permissions", ["identities", "consents", "manage_group"]],
];
