import { asset } from "fresh/runtime";
import { Shell } from "../site/components/layout.tsx";
import { define } from "../site/portal/state.ts";

export default define.page(({ Component, state, url }) => (
  <html lang="en" data-theme={state.theme}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {/* Forms need it to name their origin, on the page of a callback that failed too. */}
      <meta name="referrer" content="strict-origin" />
      <meta
        name="description"
        content="Learn Globus login, tokens and endpoints step by step, with real requests."
      />
      <link rel="icon" type="image/svg+xml" href={asset("/favicon.svg")} />
      <link rel="stylesheet" href={asset("/styles.css")} />
    </head>
    <body>
      <Shell url={url} state={state}>
        <Component />
      </Shell>
    </body>
  </html>
));
