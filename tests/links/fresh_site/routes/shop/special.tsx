import { define } from "../../state.ts";

export default define.page(({ params }) => <p id="special">{Object.keys(params).length}</p>);
