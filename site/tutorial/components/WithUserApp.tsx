import type { ComponentChildren, JSX } from "preact";
import { readSource } from "../lessons/source.ts";
import { FilePanel } from "./CodePanel.tsx";

/** The end of a lesson: the same in a few lines, as programs should begin. */
export function WithUserApp(props: { lesson: number; children: ComponentChildren }): JSX.Element {
  return (
    <section>
      <h2 id="app">The same in a few lines</h2>
      <p>{props.children}</p>
      <FilePanel
        id="app-code"
        title="With UserApp"
        source={readSource(`site/tutorial/lessons/user_app/lesson_${props.lesson}.ts`)}
      />
    </section>
  );
}
