import { HttpError } from "fresh";
import { define } from "../state.ts";

export default define.page(({ error, state }) => (
  <p id="error" data-trail={state.trail.join(">")}>
    {error instanceof HttpError ? `${error.status} ${error.message}` : "internal"}
  </p>
));
