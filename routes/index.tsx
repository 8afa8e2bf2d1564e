import { Fragment } from "preact";
import { ActionButton, Fact, Facts } from "../site/components/pieces.tsx";
import { PageTitle } from "../site/components/page_title.tsx";
import { Diagram } from "../site/tutorial/components/Diagram.tsx";
import { isDone, LESSONS, nextLesson, pathOf } from "../site/tutorial/lessons/lessons.ts";
import { progressOf } from "../site/tutorial/lessons/progress.ts";
import { define } from "../site/portal/state.ts";

/** A page of the workbench. */
type Tool = readonly [path: string, title: string, summary: string];

const WORKBENCH: readonly (readonly [group: string, tools: readonly Tool[]])[] = [
  ["Your data", [
    ["/endpoints", "Collections", "Search collections by name, type, or your role."],
    ["/files", "Files", "Browse the files in a collection."],
    ["/transfer", "Transfer", "Copy files between two collections."],
    ["/tasks", "Tasks", "Follow your transfers, read their events, or cancel them."],
  ]],
  ["Your login", [
    [
      "/tokens",
      "Tokens",
      "See what each is for and when it expires. Revoke those you do not need.",
    ],
    ["/consents", "Consents", "See what you allowed each app to do, and revoke it."],
    ["/identities", "Identities", "See the logins that you linked, and look up other users."],
    ["/jwt", "JWT inspector", "Read an ID token in your browser. Nothing is sent."],
  ]],
  ["More of Globus", [
    ["/groups", "Groups", "See your groups and their members, and create one."],
    ["/search", "Search", "Query an index of metadata."],
    ["/flows", "Flows", "See your flows, and start a run."],
    ["/timers", "Timers", "See what runs on a schedule, and pause it."],
  ]],
];

/** What a newcomer must know to read on. */
const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    "Collection",
    "A folder that Globus can reach: on a university's storage, in a cloud, or on your laptop.",
  ],
  [
    "Globus Auth",
    "The login service of Globus. It knows who you are from your university or laboratory, which alone " +
    "sees your password.",
  ],
  ["Client", "A program that uses Globus, such as a script, or this site."],
  [
    "Token",
    "A secret text that lets a client use one service for you, for a limited time. A client gets it " +
    "when you log in.",
  ],
  [
    "Consent",
    "Your permission for a client to do one thing, such as to transfer your files. You can revoke it.",
  ],
];

export default define.page(({ state: { globus, session } }) => {
  const progress = progressOf(session.data);
  const { mode } = globus;
  const next = nextLesson(progress, mode);
  const done = LESSONS.filter((lesson) => isDone(lesson, progress, mode)).length;
  const minutes = LESSONS.reduce((sum, lesson) => sum + lesson.minutes, 0);
  return (
    <>
      <PageTitle text="Learn Globus by using it" />
      <section class="hero">
        <div>
          <p class="eyebrow">A hands-on tutorial</p>
          <h1>Learn Globus by using it</h1>
          <p class="lead">
            Globus moves and shares research data between universities, laboratories, clouds and
            your own computer. In 30 minutes you log in, get tokens, list your collections, and
            transfer a file. Each step shows the requests it sent and the code to do the same
            yourself.
          </p>
          <p class="row">
            <a class="button" href={next ? pathOf(next) : "/transfer"}>
              {!next
                ? mode === "sandbox" ? "Transfer more files" : "Transfer your own data"
                : progress.length > 0
                ? `Continue with lesson ${next.number}`
                : "Start with lesson 1"}
            </a>
            <span class="note">
              {done > 0 ? `${done} of ${LESSONS.length} lessons done` : `${minutes} minutes`} ·{" "}
              {mode === "sandbox" ? "no account needed" : "with your own Globus account"}
            </span>
          </p>
        </div>
        <Diagram />
      </section>

      <section aria-labelledby="steps">
        <h2 id="steps">Six lessons</h2>
        <ol class="grid links steps">
          {LESSONS.map((lesson) => {
            const isFinished = isDone(lesson, progress, mode);
            return (
              <li key={lesson.number} class={isFinished ? "card done" : "card"}>
                <span class="number" aria-hidden="true">{isFinished ? "✓" : lesson.number}</span>
                <h3>
                  <a href={pathOf(lesson)}>{lesson.title}</a>
                </h3>
                <p>{lesson.summary}</p>
                <p class="note">{isFinished ? "Done" : `${lesson.minutes} minutes`}</p>
              </li>
            );
          })}
        </ol>
        {progress.length > 0 && (
          <ActionButton
            action="/lessons"
            token={session.formToken}
            fields={{ action: "reset" }}
            class="button small quiet"
          >
            Reset my progress
          </ActionButton>
        )}
      </section>

      <section aria-labelledby="words">
        <h2 id="words">Five words to begin with</h2>
        <div class="card">
          <Facts>
            {WORDS.map(([word, meaning]) => <Fact key={word} name={<b>{word}</b>}>{meaning}</Fact>)}
          </Facts>
        </div>
      </section>

      <section aria-labelledby="workbench">
        <h2 id="workbench">The workbench</h2>
        <p>
          Use the same tools outside the lessons: inspect your session and work with real data.
        </p>
        {WORKBENCH.map(([group, tools]) => (
          <Fragment key={group}>
            <h3>{group}</h3>
            <ul class="grid links small">
              {tools.map(([path, title, summary]) => (
                <li key={path} class="card">
                  <h4>
                    <a href={path}>{title}</a>
                  </h4>
                  <p>{summary}</p>
                </li>
              ))}
            </ul>
          </Fragment>
        ))}
        <p>
          And when something fails: <a href="/errors">cause the errors</a>{" "}
          that programs meet, and see what to do.
        </p>
      </section>

      <section aria-labelledby="modes">
        <h2 id="modes">Sandbox or live Globus</h2>
        <div class="grid">
          <div class="card">
            <h3>
              Sandbox {mode === "sandbox" && <span class="badge warn">current</span>}
            </h3>
            <p>
              A simulator of Globus that runs beside this site. It has a login page with sample
              users, 2,500 collections, files, and tasks. It answers as Globus does, and nothing
              leaves your computer.
            </p>
          </div>
          <div class="card">
            <h3>
              Live Globus {mode === "live" && <span class="badge good">current</span>}
            </h3>
            <p>
              The same pages with Globus itself: your institution's login, your collections, real
              transfers. To use it, start the site with <code>GLOBUS_MODE=live</code>.
            </p>
          </div>
          <div class="card">
            <h3>Where your tokens are kept</h3>
            <p>
              On the server of this site, encrypted, and nowhere else. Pages show their length and
              expiry time, never the tokens themselves. Logging out revokes them.
            </p>
          </div>
        </div>
      </section>
    </>
  );
});
