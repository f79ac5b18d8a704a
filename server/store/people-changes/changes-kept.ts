/** So many changes are kept; whoever is further behind reads everybody anew. */
export const changesKept = 100_000;
