import { define } from "../../../state.ts";

export const config = { skipInheritedLayouts: true };

export default define.layout(({ Component }) => (
  <div class="grouped">
    <Component />
  </div>
));
