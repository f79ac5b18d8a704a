/** Between what is linear, about 8 in `growth`, and what is quadratic, 64. */
export const linearGrowth = 24;

/**
 * How many times what an eighth takes the whole takes. Both in one run, one after the other, and of several tries
 * the least: so neither a slow machine nor a busy one counts.
 * @param cost of this share of the work
 * @param least what is too little to be measured, in the unit of `cost`
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

/** Milliseconds for which this process keeps a processor busy with it. */
export function processorTimeOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
