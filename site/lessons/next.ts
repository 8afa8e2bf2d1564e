/** Where to go from here. */
export interface NextStep {
  title: string;
  text: string;
  address: string;
}

/** What comes after the lessons. */
export const NEXT: readonly NextStep[] = [
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
    title: "Groups",
    text: "Share with people together: who is a member, who may invite, who has been asked.",
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
  {
    title: "A portal of your own",
    text: "This site is one: its code shows login, sessions, tokens on the server, live progress.",
    address: "https://docs.globus.org/guides/recipes/",
  },
];
