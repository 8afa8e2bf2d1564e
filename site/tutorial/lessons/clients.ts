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
    why: "It runs on other people's machines, where a secret would not stay secret.",
    choose: "a thick client or script, installed and run by people on their own devices",
    secret: "None. PKCE takes its place: lesson 2 shows how.",
    redirect: "The page of Globus that shows a code to copy, or a port of the same machine",
    grant: "A user logs in; authorization code with PKCE",
    className: "NativeAppAuthClient",
  },
  {
    id: "portal",
    program: "A web site with a server, such as a lab's portal",
    why: "The server can keep a secret, and the tokens of the people who log in.",
    choose: "a portal, science gateway or other application that you host",
    secret: "Yes. It stays on the server, out of the code and out of the browser.",
    redirect: "A page of your site, such as https://portal.example/callback",
    grant: "A user logs in; authorization code with PKCE",
    className: "ConfidentialAppAuthClient",
  },
  {
    id: "service",
    program: "An automated job, with no user present",
    why: "It acts as itself. Its own identity needs permissions on the collections it works with.",
    choose: "a service account or application credential for automation",
    secret: "Yes. It is all that the job logs in with: keep it as you keep a password.",
    redirect: "None: no browser takes part",
    grant: "Client credentials: id and secret for tokens of the client itself",
    className: "ConfidentialAppAuthClient",
  },
];
