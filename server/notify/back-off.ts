const usual = { firstMs: 30_000, longestMs: 60 * 60_000 };

/**
 * How long to wait after so many tries: twice as long each time, up to the longest, and somewhere
 * in the upper half of that, so that what failed together is not tried together.
 * @param random 0 to 1
 */
export function backOffMs(
  attempts: number,
  random: number,
  { firstMs, longestMs } = usual,
): number {
  const whole = Math.min(firstMs * 2 ** (attempts - 1), longestMs);
  return Math.round(whole / 2 + (random * whole) / 2);
}
