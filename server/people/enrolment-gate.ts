import type { Analysis, AnalysisFailure } from '../vision/analysis.ts';
import { hasRival } from '../vision/rivals.ts';
import { measures, type Measure, type MeasureCode, type Seen } from './gate-measures.ts';

/** What was found about a photo. */
export interface Finding {
  code: MeasureCode | 'several_faces' | 'unreadable' | 'another_face' | AnalysisFailure;
  /** What was measured, as ISO/IEC 29794-5 calls it; null when nothing could be. */
  measure: string | null;
  value: number | null;
  /** What the value had to reach or stay within. */
  threshold: number | null;
  /** What is wrong, measured and needed, and what to do about it. */
  explanation: string;
}

/**
 * Judges a photo for enrolling: why not, the most important first (empty: it is good), and what
 * else whoever enrols should have a look at.
 */
export function judgePhoto(analysis: Analysis): { refusals: Finding[]; notes: Finding[] } {
  if (!analysis.ok) return { refusals: [unusable(analysis)], notes: [] };
  const [main, ...others] = analysis.faces;
  const rivals = others.filter((other) => main && hasRival([main, other])).length;
  if (rivals > 0) return { refusals: [severalFaces(1 + rivals)], notes: [] };
  return { refusals: mostTelling(failed(analysis, 'refusal')), notes: failed(analysis, 'note') };
}

/** A face that is blurred or turned away looks less like one; that is the fault to tell, then. */
function mostTelling(findings: Finding[]): Finding[] {
  const ofFaces = findings.filter(({ code }) => code !== 'not_a_face');
  return ofFaces.length > 0 ? ofFaces : findings;
}

function failed(seen: Seen, weight: Measure['weight']): Finding[] {
  return measures.flatMap((measure: Measure & { code: MeasureCode }) => {
    if (measure.weight !== weight) return [];
    const { code, threshold, digits } = measure;
    // Judged as it is shown: nobody should read that 40 is less than 40.
    const value = Number(measure.value(seen.face, seen).toFixed(digits));
    if (measure.passes(value, threshold)) return [];
    const explanation = measure.explanation
      .replace('{value}', value.toFixed(digits))
      .replace('{threshold}', String(threshold));
    return [{ code, measure: measure.measure, value, threshold, explanation }];
  });
}

function unusable({ failure, explanation }: Extract<Analysis, { ok: false }>): Finding {
  if (failure !== 'no_face') {
    return { code: failure, measure: null, value: null, threshold: null, explanation };
  }
  return {
    code: 'no_face',
    measure: 'Single face present',
    value: 0,
    threshold: 1,
    explanation:
      'There is no face to be seen: 0 found, 1 is needed. Use a photo of the face from the front, well lit and near enough.',
  };
}

function severalFaces(count: number): Finding {
  return {
    code: 'several_faces',
    measure: 'Single face present',
    value: count,
    threshold: 1,
    explanation: `There are ${count} faces, 1 is accepted (people in the background, less than half as large, do not count). Use a photo of this person alone, or cut the others off.`,
  };
}
