const firstMs = 250;
const maxMs = 15_000;

/**
 * Milliseconds before the next try after `failures` failures in a row: doubled each time, and
 * anywhere between a half and the whole of that, so that many kiosks do not come back in step. The
 * first tries fall within the time for which the service keeps a running capture for a lost kiosk.
 */
export function backOff(failures: number, random: () => number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 16));
  return ceiling * (0.5 + random() / 2);
}
