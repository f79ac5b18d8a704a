import type { IncomingHttpHeaders } from 'node:http';

/** A proxy or stand-by that forwards a call sets it: milliseconds since the call arrived anywhere. */
export const firstArrivalHeader = 'vestibule-first-arrival-ms-ago';
/** Envoy waits no longer. */
export const longestMsAgo = 30_000;

/**
 * Returns how long Envoy has waited already, 0 to 30,000 ms. Never negative, so that no caller gets more time by
 * it. A proxy may write a fraction, which is dropped.
 */
export function msSinceFirstArrival(headers: IncomingHttpHeaders): number {
  const [, digits] = /^(\d{1,15})(?:\.\d{1,15})?$/.exec(String(headers[firstArrivalHeader])) ?? [];
  return Math.min(Number(digits ?? 0), longestMsAgo);
}
