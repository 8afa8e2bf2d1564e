import { define } from "../state.ts";

export default define.page(() => <script src="/own.js" />);
