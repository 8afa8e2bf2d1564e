/** Thrown for a query that the service does not take. */
export class QueryFault extends Error {}
