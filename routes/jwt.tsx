import JwtInspector from "../islands/JwtInspector.tsx";
import { WorkbenchPage } from "../site/pages/workbench_page.tsx";
import { define } from "../site/portal/state.ts";

export default define.page(({ state }) => (
  <WorkbenchPage
    title="JWT inspector"
    lead="A JWT (JSON Web Token) is a signed text that states facts, such as an ID token: who logged in.
      Paste one to read it. Your browser decodes it: nothing is sent to this site, to Globus, or to
      anyone else."
    entries={state.wire.entries}
  >
    <JwtInspector />
    <noscript>
      <p>This page needs script, because nothing may leave your browser.</p>
    </noscript>
    <p>
      <a href="/lessons/4#identity">Lesson 4</a> checks the signature of your own ID token.
    </p>
  </WorkbenchPage>
));
