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

/** `2 of 2,320 (0.09 %; 95 % interval 2.4e-4 to 0.31 %)`. */
export function rateText({ events, of, rate, low, high }: Rate): string {
  return `${count(events)} of ${count(of)} (${readable(rate)}; 95 % interval ${readable(low)} to ${readable(high)})`;
}

/** A percentage of a thousandth and less would round to nothing. */
function readable(share: number): string {
  return share > 0 && share < 1e-3 ? small(share) : percent(share);
}

/** `1 photo`, `3 photos`. */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
