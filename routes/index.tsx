import { Head } from "fresh/runtime";
import { define } from "../site/state.ts";

const STEPS: [title: string, summary: string][] = [
  ["Create a client", "Register an application, and see what its id is good for."],
  ["Log in and get tokens", "Send yourself through the login page, and come back with a code."],
  ["Use the tokens", "List the endpoints that are yours, page by page."],
  ["Explore the response", "Read each field: services, scopes, lifetimes, the signed identity."],
  ["Refresh tokens", "See a token expire, renew it, and revoke it."],
  ["Go further", "Ask for more scopes, and move a file from one collection to another."],
];

export default define.page(() => (
  <>
    <Head>
      <title>Learn Globus by using it · Globus tutorial</title>
    </Head>
    <section class="hero">
      <p class="eyebrow">Globus with Deno</p>
      <h1>Learn Globus by using it</h1>
      <p class="lead">
        In half an hour you log in, hold real tokens, list endpoints and move a file. Each step
        shows the code that did it, and every request it sent.
      </p>
    </section>
    <section aria-labelledby="steps">
      <h2 id="steps">Six steps</h2>
      <ol class="steps">
        {STEPS.map(([title, summary]) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{summary}</p>
          </li>
        ))}
      </ol>
    </section>
  </>
));
