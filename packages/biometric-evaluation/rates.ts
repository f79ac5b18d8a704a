/** A share of events among comparisons, with its 95 % interval. */
export interface Rate {
  events: number;
  of: number;
  /** From 0 to 1; 0 without comparisons. */
  rate: number;
  low: number;
  high: number;
}

const z = 1.959964;

/** Wilson's 95 % interval; without any event, the rule of three gives the upper bound. */
export function rateOf(events: number, of: number): Rate {
  if (of === 0) return { events, of, rate: 0, low: 0, high: 1 };
  const rate = events / of;
  if (events === 0) return { events, of, rate, low: 0, high: Math.min(1, 3 / of) };
  if (events === of) return { events, of, rate, low: Math.max(0, 1 - 3 / of), high: 1 };
  const centre = (rate + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half =
    (z / (1 + (z * z) / of)) * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
  return { events, of, rate, low: centre - half, high: centre + half };
}

/** Number of comparisons without a false match that shows a false match rate (rule of three). */
export function comparisonsFor(falseMatchRate: number): number {
  return Math.ceil(3 / falseMatchRate - 1e-6);
}
