import { printAs } from "../hidden.ts";

/** Who sent a request: a program through `fetch` or the port, or the person in the browser. */
export type RequestActor = "client" | "person";

/** What {@linkcode RequestRecord} is made of. */
export interface RequestFacts {
  /** Who sent it. */
  actor: RequestActor;
  /** When it arrived, in milliseconds by the sandbox's clock. */
  atMs: number;
  /** HTTP method in capitals. */
  method: string;
  /** Whole address, query included. */
  url: string;
  /** Host asked for, the name of Globus's own even when it came through a port. */
  host: string;
  /** Service name, or `"unknown"` for a host that is none of the sandbox's. */
  service: string;
  /** Path within the service, percent-encoded as sent. */
  path: string;
  /** Headers as sent, credentials included. */
  headers: Headers;
  /** Body as text, cut at 64 Ki characters; empty for a file that goes to a collection. */
  body: string;
}

/**
 * One request as the sandbox saw it, for assertions.
 *
 * Address, headers and body hold secrets: they can be read, but are not own properties, so printing
 * or serialising a record shows method, service, path and status alone.
 */
export class RequestRecord {
  /** Counts up from 1 in a sandbox. */
  readonly id: number;
  /** Who sent it. */
  readonly actor: RequestActor;
  /** When it arrived, in milliseconds by the sandbox's clock. */
  readonly atMs: number;
  /** HTTP method in capitals. */
  readonly method: string;
  /** Service name, or `"unknown"`. */
  readonly service: string;
  /** Host asked for. */
  readonly host: string;
  /** Path within the service, percent-encoded as sent. */
  readonly path: string;
  /** Status answered; 0 while there is no answer, or where none was given. */
  status = 0;
  /** The route that answered, for example `GET /v0.10/task/:task_id`; empty where none did. */
  route = "";
  /** Whether {@linkcode Sandbox.respond} gave the answer, in place of the service. */
  canned = false;
  /** The fault that spoiled the answer, if one did. */
  fault: string | null = null;
  readonly #facts: RequestFacts;

  /** Keeps the facts; the sandbox makes these. */
  constructor(id: number, facts: RequestFacts) {
    this.id = id;
    this.actor = facts.actor;
    this.atMs = facts.atMs;
    this.method = facts.method;
    this.service = facts.service;
    this.host = facts.host;
    this.path = facts.path;
    this.#facts = facts;
    printAs(this, () => `RequestRecord ${this}`);
  }

  /** Whole address. May hold a code or a state. */
  get url(): string {
    return this.#facts.url;
  }

  /** Query parameters as sent. May hold a code or a state. */
  get query(): URLSearchParams {
    return new URL(this.#facts.url).searchParams;
  }

  /** Headers as sent, credentials included. */
  get headers(): Headers {
    return this.#facts.headers;
  }

  /** Body as text, cut at 64 Ki characters; empty for a file that goes to a collection. */
  get body(): string {
    return this.#facts.body;
  }

  /** Body read as a form (`application/x-www-form-urlencoded`). */
  get form(): URLSearchParams {
    return new URLSearchParams(this.#facts.body);
  }

  /** Body read as JSON. Throws a `SyntaxError` if it is not JSON. */
  get json(): unknown {
    return JSON.parse(this.#facts.body);
  }

  /** One line that is safe to print. */
  toString(): string {
    return `${this.method} ${this.host}${this.path} ${this.status}`;
  }
}
