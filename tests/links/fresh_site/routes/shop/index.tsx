import { define } from "../../state.ts";

export default define.page(() => <p>all goods</p>);
