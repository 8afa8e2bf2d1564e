import { define } from "../../../state.ts";

export default define.page(() => <p id="offer">cheap</p>);
