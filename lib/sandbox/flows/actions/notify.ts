import { type ActionCall, type ActionProgress, type ActionProvider, textOf } from "./action.ts";

/** Notifies people: the message is in the result, and is not sent. */
export const NOTIFY: ActionProvider = { start: notify };

function notify({ parameters }: ActionCall): ActionProgress {
  const { subject, sender, destination } = parameters;
  const body_template = textOf(parameters, "body_template");
  return { status: "SUCCEEDED", details: { subject, sender, destination, body_template } };
}
