/**
 * A template in whole numbers: `values` × `scale`, off by at most `error` in length. So the cosine that a
 * probe has with the whole numbers is within `error` (times the probe's length) of the exact one.
 */
export interface Quantised {
  scale: number;
  error: number;
}

const largestByte = 127;

/**
 * Writes a template as signed bytes.
 * @param into at least as long as the template; the rest becomes 0
 * @throws {RangeError} when a value is not finite
 */
export function quantise(template: Float32Array, into: Int8Array): Quantised {
  return quantiseTo(largestByte, template, into);
}

/** The same for what is compared with such rows: as finely as 32 bits have room for the sum. */
export function quantiseProbe(probe: Float32Array, into: Int16Array): Quantised {
  const largestSum = 2 ** 31 - 1;
  const largest = Math.floor(largestSum / (largestByte * probe.length));
  return quantiseTo(Math.min(32_767, largest), probe, into);
}

function quantiseTo(
  largest: number,
  template: Float32Array,
  into: Int8Array | Int16Array,
): Quantised {
  let peak = 0;
  for (let i = 0; i < template.length; i++) {
    const size = Math.abs(template[i]!);
    // NaN is not at most anything.
    if (!(size <= Number.MAX_VALUE))
      throw new RangeError('A template has a value that is no number.');
    if (size > peak) peak = size;
  }
  into.fill(0);
  const scale = Math.fround(peak / largest);
  // Nothing but zeros, or as good as.
  if (scale === 0) return { scale, error: peak * Math.sqrt(template.length) };
  let squares = 0;
  for (let i = 0; i < template.length; i++) {
    const value = Math.max(-largest, Math.min(largest, Math.round(template[i]! / scale)));
    into[i] = value;
    const off = template[i]! - value * scale;
    squares += off * off;
  }
  return { scale, error: Math.sqrt(squares) };
}
