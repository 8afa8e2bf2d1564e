import { HttpError, page } from "fresh";
import { PageTitle } from "../../site/components/page_title.tsx";
import { CopyButton } from "../../site/components/copy_button.tsx";
import { EXAMPLES } from "../../examples/examples.ts";
import { FilePanel } from "../../site/tutorial/components/CodePanel.tsx";
import { readSource } from "../../site/tutorial/lessons/source.ts";
import { define } from "../../site/portal/state.ts";

export const handler = define.handlers({
  GET({ params: { name } }) {
    const example = EXAMPLES.get(name);
    if (!example) throw new HttpError(404);
    return page({ name, example, source: readSource(`examples/${name}.ts`) });
  },
});

export default define.page<typeof handler>(({ data: { example, name, source } }) => (
  <>
    <PageTitle text={`${example.title} · Example`} />
    <p class="eyebrow">
      <a href="/lessons/6#next">Examples</a>
    </p>
    <h1>{example.title}</h1>
    <p>
      Run it in a copy of this site's code. It starts a sandbox of its own; with <code>--live</code>
      {" "}
      it uses Globus itself{example.needsSecret && ", as a client of yours that has a secret"}.
    </p>
    <div class="panel code">
      <div class="panel-head">
        <h2>Command</h2>
        <CopyButton text={`deno task example ${name}`} what="command" isLabeled />
      </div>
      <pre tabIndex={0} role="region" aria-label="Command">
        <code>deno task example {name}</code>
      </pre>
    </div>
    <FilePanel id="file" source={source} />
  </>
));
