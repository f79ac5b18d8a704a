import { type Rate } from './rates.ts';

/** A small share in words: `1 in 10,000`, with two significant digits; `none` for 0. */
export function oneIn(share: number): string {
  if (share === 0) return 'none';
  if (share > 0.5) return percent(share, 0);
  const times = 1 / share;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(times) + 1e-9) - 1);
  return `1 in ${count(Math.round(times / unit) * unit)}`;
}

export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `2 of 2,320 (1 in 1,200; at most 1 in 320)`, with the 95 % upper bound; large shares in percent. */
export function rateText({ events, of, rate, low, high }: Rate): string {
  const counts = `${count(events)} of ${count(of)}`;
  if (of === 0) return counts;
  if (rate > 0.01) {
    return `${counts} (${percent(rate, 1)}; 95 % interval ${percent(low, 1)} to ${percent(high, 1)})`;
  }
  if (high >= 1) return `${counts} (too few to say how often)`;
  const most = high > 0.1 ? percent(high, 0) : oneIn(high);
  return events === 0
    ? `${counts} (so at most ${most})`
    : `${counts} (${oneIn(rate)}; at most ${most})`;
}
