/** Thrown where a connection breaks, in an answer or in its body, as `fetch` throws it. */
export class ConnectionReset extends TypeError {}
