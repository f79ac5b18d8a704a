import type { RateLimitOptions } from '@fastify/rate-limit';
import ipaddr from 'ipaddr.js';

/** A route's `config`: how often an address, or a network of IPv6, may ask in a minute. */
export function addressLimit(max: number): { rateLimit: RateLimitOptions } {
  return {
    rateLimit: { max, timeWindow: '1 minute', keyGenerator: ({ ip }) => networkOf(ip) },
  };
}

/** Of IPv6, a machine has as many addresses as it likes within its /64. */
function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toNormalizedString().split(':').slice(0, 4).join(':');
}
