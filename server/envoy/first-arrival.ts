import type { IncomingHttpHeaders } from 'node:http';
import { longestCallMs } from '../sign-in/other-instances.ts';

/** Set by a proxy or stand-by that forwards a call: milliseconds since the call first arrived. */
export const firstArrivalHeader = 'vestibule-first-arrival-ms-ago';
export const longestMsAgo = longestCallMs;

/**
 * Returns how long Envoy has already waited, 0 to 30,000 ms. Never negative, so that no caller can gain time.
 * Fractions, which a proxy may write, are dropped.
 */
export function msSinceFirstArrival(headers: IncomingHttpHeaders): number {
  const [, digits] = /^(\d{1,15})(?:\.\d{1,15})?$/.exec(String(headers[firstArrivalHeader])) ?? [];
  return Math.min(Number(digits ?? 0), longestMsAgo);
}
