/** Thrown by handlers where a service says no; carries the answer. */
export class Refusal extends Error {
  /** The answer to give. */
  readonly response: Response;
  /** Keeps the answer. */
  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}
