/** Something to do in a lesson; the visitor's progress names those that are done. */
export interface Step {
  /** Such as `2.login`: the number of the lesson, and a word. */
  id: string;
  /** What to do. */
  text: string;
  /** Id of the section of the lesson where it is done. */
  section: string;
  /** Whether it needs the sandbox: with Globus itself it does not count. */
  sandboxOnly?: boolean;
}

/** One lesson, as lists and headings name it. */
export interface Lesson {
  number: number;
  title: string;
  summary: string;
  minutes: number;
  steps: readonly Step[];
}

/** The lessons, in order. */
export const LESSONS: readonly Lesson[] = [
  {
    number: 1,
    title: "Create a client",
    summary: "Register a program with Globus, and see what its id is good for.",
    minutes: 4,
    steps: [{ id: "1.client", text: "Choose the client to go on with", section: "client" }],
  },
  {
    number: 2,
    title: "Log in and get tokens",
    summary: "Take the login apart, send yourself through it, and come back with tokens.",
    minutes: 6,
    steps: [{ id: "2.login", text: "Log in", section: "login" }],
  },
  {
    number: 3,
    title: "Use the tokens",
    summary: "List the endpoints that are yours, and see what a call without a token gets.",
    minutes: 4,
    steps: [
      { id: "3.list", text: "List your endpoints", section: "list" },
      { id: "3.refused", text: "Ask the same without a token", section: "refused" },
    ],
  },
  {
    number: 4,
    title: "Explore the token response",
    summary: "Read each field: services, scopes, lifetimes, and the signed identity.",
    minutes: 6,
    steps: [{
      id: "4.verified",
      text: "Check the signature of your ID token",
      section: "identity",
    }],
  },
  {
    number: 5,
    title: "Refresh tokens",
    summary: "See a token expire, renew it, and revoke it.",
    minutes: 5,
    steps: [
      { id: "5.expired", text: "Meet a token that has expired", section: "try", sandboxOnly: true },
      { id: "5.renewed", text: "Renew it", section: "try" },
      { id: "5.revoked", text: "Revoke it", section: "try" },
    ],
  },
  {
    number: 6,
    title: "Go further",
    summary: "Compose scopes, move a file between two collections, and choose what comes next.",
    minutes: 5,
    steps: [
      { id: "6.scopes", text: "Compose a scope", section: "scopes" },
      { id: "6.transfer", text: "Move a file and watch it arrive", section: "transfer" },
    ],
  },
];

/** Which Globus a visitor learns with. */
export type Mode = "sandbox" | "live";

/** The steps of a lesson that count. */
export function stepsOf(lesson: Lesson, mode: Mode): readonly Step[] {
  return lesson.steps.filter(({ sandboxOnly }) => mode === "sandbox" || !sandboxOnly);
}

/** Whether all steps of a lesson are done. */
export function isDone(lesson: Lesson, progress: readonly string[], mode: Mode): boolean {
  return stepsOf(lesson, mode).every(({ id }) => progress.includes(id));
}

/** The first lesson that is not done; undefined once all are. */
export function nextLesson(progress: readonly string[], mode: Mode): Lesson | undefined {
  return LESSONS.find((lesson) => !isDone(lesson, progress, mode));
}

/** Where a lesson is. */
export function pathOf(lesson: Pick<Lesson, "number">): string {
  return `/lessons/${lesson.number}`;
}
