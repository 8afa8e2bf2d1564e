/** Last parts of the paths that take forms and have no page of their own. */
const ACTION = /\/(cancel|inspect|revoke|required)$/;

/** The path of the page that a form belongs to: `/tokens` for `/tokens/revoke`. */
export function actionPage(path: string): string {
  return path.replace(ACTION, "") || "/";
}
