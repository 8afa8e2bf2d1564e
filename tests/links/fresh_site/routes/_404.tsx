import { page } from "fresh";
import { define } from "../state.ts";

/** Without a handler that says otherwise Fresh sends this page with status 200. */
export const handler = define.handlers(() => page(undefined, { status: 404 }));

export default define.page(({ url }) => <p id="missing">{url.pathname}</p>);
