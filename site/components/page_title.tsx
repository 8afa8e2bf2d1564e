import { Head } from "fresh/runtime";
import type { JSX } from "preact";
import { SITE_NAME } from "./site_name.ts";

/** The title of the document: a text and the name of the site. */
export function PageTitle({ text }: { text: string }): JSX.Element {
  const title = `${text} · ${SITE_NAME}`;
  return (
    <Head>
      <title>{title}</title>
    </Head>
  );
}
