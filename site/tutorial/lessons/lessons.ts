import type { Mode } from "../../portal/server/config.ts";

/** Something to do in a lesson. */
export interface Step {
  /** The number of the lesson and a word, such as `2.login`. */
  id: string;
  /** What the visitor should do. */
  text: string;
  /** Id of the lesson's section with the step. */
  section: string;
  /** Whether the step needs the sandbox. With Globus itself it does not count. */
  sandboxOnly?: boolean;
}

/** A lesson with its title and steps. */
export interface Lesson {
  number: number;
  title: string;
  summary: string;
  minutes: number;
  steps: readonly Step[];
}

/** All lessons, in order. */
export const LESSONS: readonly Lesson[] = [
  {
    number: 1,
    title: "Create a client",
    summary: "Learn what a client is and how to register one.",
    minutes: 4,
    steps: [{ id: "1.client", text: "Use a client", section: "client" }],
  },
  {
    number: 2,
    title: "Log in and get tokens",
    summary: "Log in, and see each step of the login.",
    minutes: 6,
    steps: [{ id: "2.login", text: "Log in", section: "login" }],
  },
  {
    number: 3,
    title: "Use the tokens",
    summary: "List your collections, then try without a token.",
    minutes: 4,
    steps: [
      { id: "3.list", text: "List your collections", section: "list" },
      { id: "3.refused", text: "Ask without a token", section: "refused" },
    ],
  },
  {
    number: 4,
    title: "Explore the token response",
    summary: "Read the response field by field: services, scopes, lifetimes, and ID token.",
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
    summary: "Watch a token expire. Refresh it, then revoke it.",
    minutes: 5,
    steps: [
      { id: "5.expired", text: "See an expired token", section: "try", sandboxOnly: true },
      { id: "5.renewed", text: "Refresh it", section: "try" },
      { id: "5.revoked", text: "Revoke it", section: "try" },
    ],
  },
  {
    number: 6,
    title: "Go further",
    summary: "Build a scope, transfer a file, and choose what to do next.",
    minutes: 5,
    steps: [
      { id: "6.scopes", text: "Build a scope", section: "scopes" },
      { id: "6.transfer", text: "Transfer a file and watch it", section: "transfer" },
    ],
  },
];

/** The steps of a lesson that count in this mode. */
export function stepsOf(lesson: Lesson, mode: Mode): readonly Step[] {
  return lesson.steps.filter(({ sandboxOnly }) => mode === "sandbox" || !sandboxOnly);
}

/** Whether the visitor has done all steps of a lesson. */
export function isDone(lesson: Lesson, progress: readonly string[], mode: Mode): boolean {
  return stepsOf(lesson, mode).every(({ id }) => progress.includes(id));
}

/** The first lesson that is not done; undefined if all are. */
export function nextLesson(progress: readonly string[], mode: Mode): Lesson | undefined {
  return LESSONS.find((lesson) => !isDone(lesson, progress, mode));
}

/** The path of a lesson's page. */
export function pathOf(lesson: Pick<Lesson, "number">): string {
  return `/lessons/${lesson.number}`;
}
