import { define } from "../../state.ts";

export default define.page(async () => {
  await Promise.resolve();
  return new Response("made by a page", { status: 203 });
});
