import { define } from "../../state.ts";

export default define.page(async ({ params }) => {
  await Promise.resolve();
  return <p id="special">{Object.keys(params).length}</p>;
});
