import { Head } from "fresh/runtime";
import type { ComponentChildren, JSX } from "preact";
import { isDone, type Lesson, LESSONS, pathOf, stepsOf } from "../lessons/lessons.ts";
import { PageTitle } from "../../components/page_title.tsx";
import { DoneMark } from "../../components/pieces.tsx";
import type { Mode } from "../../portal/server/config.ts";

/** What the page of a lesson needs. */
interface LessonPageProps {
  /** Number of the lesson, from 1. */
  number: number;
  /** Ids of the steps that the visitor has done. */
  progress: readonly string[];
  mode: Mode;
  /** Introduction of one or two sentences. */
  lead: ComponentChildren;
  /** The sections in order, for links to them. */
  sections: readonly (readonly [id: string, title: string])[];
  children: ComponentChildren;
}

/** The page of a lesson: links to all lessons, the steps to do, the content, and the next lesson. */
export function LessonPage(props: LessonPageProps): JSX.Element {
  const { number, progress, mode } = props;
  const lesson = LESSONS[number - 1];
  return (
    <div class="lesson">
      <PageTitle text={`${lesson.title} · Lesson ${number}`} />
      <Head>
        <meta name="description" content={lesson.summary} />
      </Head>
      <LessonNav {...props} />
      <article>
        <header>
          <p class="eyebrow">
            Lesson {number} of {LESSONS.length} · {lesson.minutes} minutes
          </p>
          <h1>{lesson.title}</h1>
          <p class="lead">{props.lead}</p>
          <div class="todo" id="todo">
            <span class="note" aria-hidden="true">
              {isDone(lesson, progress, mode) ? "All done" : "To do"}
            </span>
            <ul class="todo" aria-label="To do in this lesson">
              {stepsOf(lesson, mode).map(({ id, section, text }) => (
                <li key={id} class="row">
                  <DoneMark isDone={progress.includes(id)} />
                  <a href={`#${section}`}>{text}</a>
                </li>
              ))}
            </ul>
          </div>
          <nav class="on-page" aria-label="On this page">
            <span class="note" aria-hidden="true">On this page</span>
            <ul class="todo">
              {props.sections.map(([id, title]) => (
                <li key={id}>
                  <a class="note" href={`#${id}`}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        {props.children}
        <Onward lesson={lesson} progress={progress} mode={mode} />
      </article>
    </div>
  );
}

function LessonNav({ number, progress, mode }: LessonPageProps): JSX.Element {
  const done = LESSONS.filter((lesson) => isDone(lesson, progress, mode)).length;
  return (
    <nav class="lesson-nav" id="lesson-nav" aria-label="Lessons">
      <details class="lesson-list">
        <summary>Lesson {number} of {LESSONS.length}: {LESSONS[number - 1].title}</summary>
        <ul class="rows">
          {LESSONS.map((lesson) => (
            <li key={lesson.number}>
              <a
                href={pathOf(lesson)}
                aria-current={lesson.number === number ? "page" : "false"}
              >
                {lesson.number}. {lesson.title} {isDone(lesson, progress, mode) && "✓"}
              </a>
            </li>
          ))}
        </ul>
      </details>
      <ol>
        {LESSONS.map((lesson) => {
          const isFinished = isDone(lesson, progress, mode);
          return (
            <li key={lesson.number}>
              <a
                href={pathOf(lesson)}
                aria-current={lesson.number === number ? "page" : "false"}
                class={isFinished ? "done" : undefined}
              >
                <span class="number" aria-hidden="true">{isFinished ? "✓" : lesson.number}</span>
                <span class="name">{lesson.title}</span>
                {isFinished && <span class="hidden">(done)</span>}
              </a>
            </li>
          );
        })}
      </ol>
      <div class="note">
        <progress value={done} max={LESSONS.length} aria-label="Lessons done" />
        {done} of {LESSONS.length} lessons done
      </div>
    </nav>
  );
}

function Onward(props: { lesson: Lesson; progress: readonly string[]; mode: Mode }): JSX.Element {
  const { lesson, progress, mode } = props;
  const previous = LESSONS[lesson.number - 2];
  const next = LESSONS[lesson.number];
  return (
    <nav class="onward" id="onward" aria-label="Next">
      {previous
        ? (
          <a class="card" href={pathOf(previous)}>
            <span class="note block">Previous</span>
            {previous.title}
          </a>
        )
        : <span />}
      <a
        href={next ? pathOf(next) : "/"}
        class={isDone(lesson, progress, mode) ? "card ready" : "card"}
      >
        <span class="note block">{next ? `Next: lesson ${next.number}` : "Finish"}</span>
        {next ? next.title : "Back to the start page"}
      </a>
    </nav>
  );
}
