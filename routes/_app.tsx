import { asset } from "fresh/runtime";
import { Layout } from "../site/components/layout.tsx";
import { SITE_NAME } from "../site/components/site_name.ts";
import { site } from "../site/portal/site.ts";
import { define } from "../site/portal/state.ts";

const DESCRIPTION = "Learn Globus login, tokens and collections step by step, with real requests.";

export default define.page(({ Component, state, url }) => (
  <html lang="en" data-theme={state.theme}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      {/* Makes browsers send the origin with forms, also from the page of a failed callback. */}
      <meta name="referrer" content="strict-origin" />
      <meta name="description" content={DESCRIPTION} />
      <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#161e23" media="(prefers-color-scheme: dark)" />
      <meta property="og:site_name" content={SITE_NAME} />
      <meta property="og:type" content="website" />
      <meta property="og:title" content="Learn Globus by using it" />
      <meta property="og:description" content={DESCRIPTION} />
      <link rel="icon" type="image/svg+xml" href={asset("/favicon.svg")} />
      <link rel="stylesheet" href={asset("/styles.css")} />
    </head>
    <body>
      <Layout
        path={url.pathname}
        mode={site.config.mode}
        aheadMs={site.config.mode === "sandbox" && state.globus
          ? state.globus.clock.now() - Date.now()
          : undefined}
        theme={state.theme}
        visitor={state.session &&
          { formToken: state.session.formToken, user: state.session.data.user }}
        notice={state.flash?.notice}
      >
        <Component />
      </Layout>
    </body>
  </html>
));
