import { setImmediate } from 'node:timers/promises';
import type { ModelInfo } from '../vision/analysis.ts';

/**
 * One template for several of the same face: their mean, unit length again.
 * @param templates unit length, at least one, all of one model
 */
export function fuse(templates: readonly Float32Array[]): Float32Array {
  const fused = new Float32Array(templates[0]?.length ?? 0);
  for (const template of templates) {
    for (let i = 0; i < fused.length; i++) fused[i]! += template[i]!;
  }
  const length = Math.sqrt(dot(fused, fused));
  // Templates that cancel each other out fit no one.
  return length === 0 ? fused : fused.map((value) => value / length);
}

/** Of what was enrolled first; the fused template is then at most 13 degrees from that. */
const laterWeight = 1 / 3;

/**
 * The fused template of a record: what was enrolled first, and a little of what was added later, all together,
 * however many there are. As each later one scores 0.585 or more against the first, the two stay at a cosine
 * of 0.97 or more, and only a face that scores 0.39 or more against the first can be let in by what was added.
 */
export function fuseRecord(
  first: readonly Float32Array[],
  later: readonly Float32Array[],
): Float32Array {
  if (later.length === 0) return fuse(first);
  return fuse([fuse(first), fuse(later).map((value) => value * laterWeight)]);
}

/** Cosine of two templates of unit length. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Rows compared before the event loop gets its turn: about a millisecond at 512 values. */
const rowsPerTurn = 2000;

/**
 * Cosines of the probe with every row of the matrix, a slice at a time; between slices the event
 * loop runs.
 * @param matrix unit-length templates, row after row, each as long as the probe
 * @param probe unit length
 */
export async function* similarities(
  matrix: Float32Array,
  probe: Float32Array,
): AsyncGenerator<{ firstRow: number; scores: Float64Array }> {
  const dimension = probe.length;
  const rows = dimension === 0 ? 0 : Math.floor(matrix.length / dimension);
  for (let firstRow = 0; firstRow < rows; firstRow += rowsPerTurn) {
    if (firstRow > 0) await setImmediate();
    const scores = new Float64Array(Math.min(rowsPerTurn, rows - firstRow));
    for (let i = 0; i < scores.length; i++) {
      scores[i] = cosineAt(matrix, (firstRow + i) * dimension, probe);
    }
    yield { firstRow, scores };
  }
}

/** Cosine of a template with a probe, both of unit length: to the last bit what `similarities` gives. */
export function cosine(template: Float32Array, probe: Float32Array): number {
  return cosineAt(template, 0, probe);
}

/** Four sums side by side: the processor does not have to wait for one to add to it again. */
function cosineAt(matrix: Float32Array, from: number, probe: Float32Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < probe.length; i += 4) {
    s0 += matrix[from + i]! * probe[i]!;
    s1 += matrix[from + i + 1]! * probe[i + 1]!;
    s2 += matrix[from + i + 2]! * probe[i + 2]!;
    s3 += matrix[from + i + 3]! * probe[i + 3]!;
  }
  for (; i < probe.length; i++) s0 += matrix[from + i]! * probe[i]!;
  return s0 + s1 + s2 + s3;
}

/**
 * The cosine to what was gathered so far below which a frame shows someone else: half-way between
 * what one person's photos never fall below and what makes two faces one person's. With the onnx
 * engine that is 0.44; frames of one person before one camera score above 0.48 even while turning
 * and talking, strangers there mostly under 0.3.
 */
export function samePersonFloor({ photoFloor, threshold }: ModelInfo): number {
  // A recogniser that was brought along may not know its photo floor.
  return photoFloor > -1 ? (photoFloor + threshold) / 2 : 0.75 * threshold;
}
