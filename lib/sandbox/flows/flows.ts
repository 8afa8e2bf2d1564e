/** The flow that everybody may see and start: it says hello. */
export const HELLO_FLOW_ID = "f1010000-2c9b-4d75-8e36-a0b7f4d1c852";

/** When the flow was made, in milliseconds since 1970. */
export const BORN_MS = Date.UTC(2024, 2, 1, 9);

/** The scope that lets a client start a flow. */
export function flowScope(flowId: string): string {
  return `https://auth.globus.org/scopes/${flowId}/flow_${flowId.replaceAll("-", "_")}_user`;
}
