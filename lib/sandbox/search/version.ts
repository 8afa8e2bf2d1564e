/** Version of the documents of Search. */
export const VERSION = "2017-09-01";
