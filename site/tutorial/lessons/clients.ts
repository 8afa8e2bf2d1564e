/** A kind of program and the OAuth client that it needs. */
export interface ClientKind {
  /** Value in the page's URL. */
  id: string;
  /** The kind of program in a few words. */
  program: string;
  /** Why this kind needs its own client. */
  why: string;
  /** The option to choose in Globus's form. */
  choose: string;
  /** Whether the client has a secret, and where to keep it. */
  secret: string;
  /** The client's redirect URL. */
  redirect: string;
  /** How the program gets tokens. */
  grant: string;
  /** The class of the SDK to use. */
  className: string;
}

/** What newcomers build. The most common kind comes first. */
export const CLIENT_KINDS: readonly ClientKind[] = [
  {
    id: "script",
    program: "A script or a command-line tool",
    why: "It runs on other people's computers, so it cannot keep a secret.",
    choose: "a thick client or script, installed and run by people on their own devices",
    secret: "None. PKCE takes its place: lesson 2 shows how.",
    redirect: "A page of Globus that shows a code to copy, or a port of the user's own computer",
    grant: "A user logs in; authorization code with PKCE",
    className: "NativeAppAuthClient",
  },
  {
    id: "portal",
    program: "A website with a server, such as a lab's portal",
    why: "The server can keep a secret, and the tokens of the people who log in.",
    choose: "a portal, science gateway or other application that you host",
    secret: "Yes. It stays on the server, out of the code and out of the browser.",
    redirect: "A page of your site, such as https://portal.example/callback",
    grant: "A user logs in; authorization code with PKCE",
    className: "ConfidentialAppAuthClient",
  },
  {
    id: "service",
    program: "An automated job",
    why: "It acts as itself. Its own identity needs permissions on the collections it works with.",
    choose: "a service account or application credential for automation",
    secret: "Yes. Protect it like a password.",
    redirect: "None, because no browser takes part",
    grant: "Client credentials: the client's ID and secret get tokens for the client itself",
    className: "ConfidentialAppAuthClient",
  },
];
