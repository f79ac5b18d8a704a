/** Between linear growth, about 8 in `growth`, and quadratic growth, 64. */
export const linearGrowth = 24;

/**
 * Returns how many times longer the whole takes than an eighth of it. Both run one after the other, and the least of
 * several tries counts, so that a slow or busy machine makes no difference.
 * @param cost of this share of the work
 * @param least a cost that is too small to measure
 */
export async function growth(
  cost: (share: number) => number | Promise<number>,
  least: number,
): Promise<number> {
  let whole = Infinity;
  let eighth = Infinity;
  for (let tries = 0; tries < 5; tries++) {
    eighth = Math.min(eighth, await cost(1 / 8));
    whole = Math.min(whole, await cost(1));
  }
  return whole / Math.max(eighth, least);
}

/** Returns the processor time that the work takes in this process, in milliseconds. */
export function processorTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
