import Theme from "../islands/Theme.tsx";
import { define } from "../state.ts";

export default define.page(({ Component, state, route }) => (
  <html lang="en" data-route={route} data-trail={state.trail.join(">")}>
    <head>
      <meta charset="utf-8" />
      <meta name="description" content="of the app" />
      <title>Title of the app</title>
      <link rel="icon" href="/deep/dot.svg" />
    </head>
    <body>
      {route === "/islands" && <Theme theme="light" />}
      <nav>
        <a href="/">Start</a>
        <a href="/shop">Shop</a>
        <a href="/shop/12?tab=a" class="tab">Tab</a>
        <a href="https://other.example/">Other</a>
        <a href="/shop" aria-current="false">Told</a>
      </nav>
      <Component />
    </body>
  </html>
));
