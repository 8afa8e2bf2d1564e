import { PageTitle } from "../site/components/page_title.tsx";
import { Diagram } from "../site/tutorial/components/Diagram.tsx";
import { isDone, LESSONS, nextLesson, pathOf } from "../site/tutorial/lessons/lessons.ts";
import { progressOf } from "../site/tutorial/lessons/progress.ts";
import { define } from "../site/portal/state.ts";

const WORKBENCH: [path: string, title: string, summary: string][] = [
  [
    "/tokens",
    "Tokens",
    "All tokens of your session: what they are for, when they end, revoke them.",
  ],
  ["/endpoints", "Endpoints", "Search collections by words, by kind, by how they belong to you."],
  ["/files", "Files", "Walk through the folders of a collection."],
  ["/transfer", "Transfer", "Pick two places and move data between them."],
  ["/tasks", "Tasks", "Watch what moves, read its events, cancel it."],
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
            In half an hour you log in, hold real tokens, list endpoints and move a file. Each step
            shows the code that did it, and every request it sent.
          </p>
          <p class="row">
            <a class="button" href={next ? pathOf(next) : "/transfer"}>
              {!next
                ? "Move data of your own"
                : progress.length > 0
                ? `Go on with lesson ${next.number}`
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
        <h2 id="steps">Six steps</h2>
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
      </section>

      <section aria-labelledby="workbench">
        <h2 id="workbench">The workbench</h2>
        <p>
          The same requests without the lesson around them: look into your own session, and do real
          work.
        </p>
        <ul class="grid links">
          {WORKBENCH.map(([path, title, summary]) => (
            <li key={path} class="card">
              <h3>
                <a href={path}>{title}</a>
              </h3>
              <p>{summary}</p>
            </li>
          ))}
        </ul>
      </section>

      <section aria-labelledby="modes">
        <h2 id="modes">Sandbox or live</h2>
        <div class="grid">
          <div class="card">
            <h3>
              Sandbox {mode === "sandbox" && <span class="badge warn">you are here</span>}
            </h3>
            <p>
              A simulator of Globus that runs beside this site: a login page with a few people to
              be, 2,500 collections, files, tasks. It speaks as Globus does, refuses what Globus
              refuses, and sends nothing to the outside.
            </p>
          </div>
          <div class="card">
            <h3>
              Live Globus {mode === "live" && <span class="badge good">you are here</span>}
            </h3>
            <p>
              The same pages with Globus itself: your institution's login, your collections, real
              transfers. To use it, start the site with <code>GLOBUS_MODE=live</code>.
            </p>
          </div>
          <div class="card">
            <h3>Where your tokens are</h3>
            <p>
              On the server of this site, encrypted, and nowhere else. Pages show how long they are
              and when they end, never the tokens. Logging out revokes them.
            </p>
          </div>
        </div>
      </section>
    </>
  );
});
