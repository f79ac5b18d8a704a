import type { Mark } from './marks.ts';

/** A line of characters of equal width. Polynomials of the column number give the position of each column. */
export interface TextLine {
  x: Polynomial;
  y: Polynomial;
  /** Height of a character, in pixels. */
  height: number;
  /** The first and last column with a mark. */
  first: number;
  last: number;
}

/** Coefficients, beginning with the constant. */
type Polynomial = readonly [number, number, number];

/** A line with fewer marks is no line of a document. */
const fewestMarks = 18;

export function valueAt([a, b, c]: Polynomial, k: number): number {
  return a + b * k + c * k * k;
}

/** The width of a column at this place. */
export function pitchAt({ x }: TextLine, k: number): number {
  return x[1] + 2 * x[2] * k;
}

/** Finds lines of evenly spaced characters, from top to bottom. */
export function findTextLines(marks: readonly Mark[]): TextLine[] {
  return chains(marks)
    .flatMap((chain) => fitLine(chain) ?? [])
    .sort((a, b) => a.y[0] - b.y[0]);
}

/** Chains each mark to its right neighbour. */
function chains(marks: readonly Mark[]): Mark[][] {
  const sorted = [...marks].sort((a, b) => a.x - b.x);
  const left = new Map<Mark, { mark: Mark; cost: number }>();
  sorted.forEach((mark, index) => {
    let best: { mark: Mark; cost: number } | null = null;
    for (let i = index + 1; i < sorted.length; i++) {
      const other = sorted[i] as Mark;
      const dx = other.x - mark.x;
      const high = Math.max(mark.height, other.height);
      if (dx > 4 * mark.height) break;
      const dy = Math.abs(other.y - mark.y);
      const isBeside = dx > 0.4 * high && dx < 2.6 * high && dy < 0.2 * high + 0.25 * dx;
      if (!isBeside || Math.min(mark.height, other.height) < 0.42 * high) continue;
      const cost = dx + 2 * dy;
      if (!best || cost < best.cost) best = { mark: other, cost };
    }
    if (!best) return;
    const known = left.get(best.mark);
    if (!known || best.cost < known.cost) left.set(best.mark, { mark, cost: best.cost });
  });
  const right = new Map([...left].map(([mark, { mark: before }]) => [before, mark]));
  return sorted
    .filter((mark) => !left.has(mark))
    .map((start) => {
      const chain: Mark[] = [];
      for (let mark: Mark | undefined = start; mark; mark = right.get(mark)) chain.push(mark);
      return chain;
    })
    .filter((chain) => chain.length >= fewestMarks);
}

function fitLine(chain: readonly Mark[]): TextLine | null {
  const height = quantile(
    chain.map((mark) => mark.height),
    0.75,
  );
  const steps = chain.slice(1).map((mark, i) => mark.x - (chain[i] as Mark).x);
  let pitch = quantile(steps, 0.4);
  let column = 0;
  let points = chain.map((mark, i) => {
    const step = i === 0 ? 0 : (steps[i - 1] ?? 0);
    const columns = i === 0 ? 0 : Math.max(1, Math.round(step / pitch));
    column += columns;
    if (columns === 1) pitch = 0.8 * pitch + 0.2 * step;
    return { k: column, x: mark.x, y: mark.y };
  });
  for (let round = 0; ; round++) {
    const x = fit(points.map(({ k, x: value }) => [k, value]));
    const y = fit(points.map(({ k, y: value }) => [k, value]));
    if (!x || !y || points.length < fewestMarks) return null;
    const isNear = ({ k, x: px, y: py }: (typeof points)[number]) =>
      Math.abs(valueAt(x, k) - px) < 0.3 * x[1] && Math.abs(valueAt(y, k) - py) < 0.3 * height;
    const near = points.filter(isNear);
    if (round === 2 || near.length === points.length) {
      const [first, last] = [near[0]?.k ?? 0, near.at(-1)?.k ?? 0];
      return { x, y, height, first, last };
    }
    points = near;
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** Fits a polynomial by least squares. */
function fit(points: readonly (readonly [number, number])[]): Polynomial | null {
  const middle = points.reduce((sum, [k]) => sum + k, 0) / points.length;
  const s = [0, 0, 0, 0, 0];
  const r = [0, 0, 0];
  for (const [k, value] of points) {
    for (let power = 0; power < 5; power++) s[power] = (s[power] ?? 0) + (k - middle) ** power;
    for (let power = 0; power < 3; power++) {
      r[power] = (r[power] ?? 0) + value * (k - middle) ** power;
    }
  }
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0] = s;
  const [r0 = 0, r1 = 0, r2 = 0] = r;
  const det = (m: readonly number[]) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  };
  const whole = det([s0, s1, s2, s1, s2, s3, s2, s3, s4]);
  if (Math.abs(whole) < 1e-6) return null;
  const a = det([r0, s1, s2, r1, s2, s3, r2, s3, s4]) / whole;
  const b = det([s0, r0, s2, s1, r1, s3, s2, r2, s4]) / whole;
  const c = det([s0, s1, r0, s1, s2, r1, s2, s3, r2]) / whole;
  return [a - b * middle + c * middle * middle, b - 2 * c * middle, c];
}
