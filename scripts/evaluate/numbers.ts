import type { Rate } from './intervals.ts';

/** `1e-4`, or with digits as `2.4e-4`. */
export function small(value: number): string {
  if (value === 0) return '0';
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  return `${digits.replace(/\.0$/, '')}e${Number(power)}`;
}

export function percent(share: number, digits = 2): string {
  return `${(100 * share).toFixed(digits)} %`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `2 of 2,320 (0.09 %, 95 % interval 0.02 to 0.31 %)`. */
export function rateText({ events, of, rate, low, high }: Rate): string {
  return `${count(events)} of ${count(of)} (${percent(rate)}, 95 % interval ${(100 * low).toFixed(2)} to ${percent(high)})`;
}
