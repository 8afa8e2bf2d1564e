import { Head } from "fresh/runtime";
import { define } from "../state.ts";

export default define.page(() => (
  <main>
    <Head>
      <title>Title of the page</title>
      <meta name="description" content="of the page" />
      <meta name="robots" content="noindex" />
    </Head>
    <p>home</p>
  </main>
));
