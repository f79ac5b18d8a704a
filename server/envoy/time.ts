/** `2026-03-12 17:05:09 UTC`, the same with fractions or with an offset, and ISO 8601. */
const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?\s*(UTC|Z|[+-]\d{2}:?\d{2})?$/;

const longestTime = 64;

/** Reads a time as Envoy writes it; one without a zone is UTC. Null when it is none of Envoy's forms. */
export function parseEnvoyTime(value: unknown): Date | null {
  if (typeof value !== 'string' || value.length > longestTime) return null;
  const match = pattern.exec(value.trim());
  if (!match) return null;
  const [, date, time, fraction = '', zone = 'Z'] = match;
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const parsed = new Date(`${date}T${time}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(parsed.getTime()) ? null : parsed;
}
