import type { IncomingHttpHeaders } from 'node:http';
import { longestCallMs } from '../sign-in/other-instances.ts';

/** Set by a proxy or stand-by that forwards a call: milliseconds since the call first arrived. */
export const firstArrivalHeader = 'vestibule-first-arrival-ms-ago';
export const longestMsAgo = longestCallMs;

/**
 * Returns how long Envoy has already waited, 0 to 30,000 ms. Never negative, so that no caller can gain time. Of several
 * proxies, the one that says most counts. What is no number counts as all of the time, because an answer that comes too
 * late lets the visitor in.
 */
export function msSinceFirstArrival(headers: IncomingHttpHeaders): number {
  const said = headers[firstArrivalHeader];
  if (!said) return 0;
  return Math.max(...String(said).split(',').map(millisecondsOf));
}

/** Proxies write fractions, of as many digits as they have. */
function millisecondsOf(said: string): number {
  const ms = /^\s*\d/.test(said) ? Number(said) : NaN;
  return Number.isNaN(ms) ? longestMsAgo : Math.min(ms, longestMsAgo);
}
