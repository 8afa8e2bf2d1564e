import { define } from "../../state.ts";

export const config = { skipAppWrapper: true, skipInheritedLayouts: true };

export default define.page(() => (
  <html>
    <head>
      <title>Bare</title>
    </head>
    <body>
      <script src="/own.js" />
      bare
    </body>
  </html>
));
