import { createDefine, type Define } from "fresh";

/** Each middleware on the way leaves its name. */
export interface State {
  trail: string[];
}

export const define: Define<State> = createDefine<State>();
