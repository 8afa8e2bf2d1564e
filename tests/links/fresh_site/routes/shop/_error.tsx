import { define } from "../../state.ts";

export default define.page(({ error }) => (
  <p id="shop-error">{error instanceof Error ? error.message : "?"}</p>
));
