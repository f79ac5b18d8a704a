import type { Analysis, AnalysisFailure, Face } from '../vision/analysis.ts';
import { hasRival } from '../vision/rivals.ts';

/** Why a photo is not good enough to enrol from. */
export interface Finding {
  code: GateCode | Exclude<AnalysisFailure, 'no_face'>;
  /** What was measured, as ISO/IEC 29794-5 calls it; null when nothing could be. */
  measure: string | null;
  value: number | null;
  /** What the value had to reach or stay within. */
  threshold: number | null;
  /** What is wrong, measured and needed, and what to do about it. */
  explanation: string;
}

interface Measure {
  code: string;
  measure: string;
  threshold: number;
  /** Decimals that make sense for the value. */
  digits: number;
  value(face: Face): number;
  passes(value: number, threshold: number): boolean;
  /** A sentence with `{value}` and `{threshold}` in it. */
  explanation: string;
}

const atLeast = (value: number, threshold: number) => value >= threshold;
const atMost = (value: number, threshold: number) => value <= threshold;

/**
 * What a photo has to be for enrolling. Stricter than a lobby frame: one good photo is looked at
 * once, but every later sign-in is compared with it.
 */
export const measures = [
  {
    code: 'too_small',
    measure: 'Inter-eye distance',
    threshold: 60,
    digits: 0,
    value: ({ quality }) => quality.interEyeDistance,
    passes: atLeast,
    explanation:
      'The face is too small: {value} pixels between the eyes, at least {threshold} are needed. Use a larger photo or one taken closer.',
  },
  {
    code: 'turned_away',
    measure: 'Head pose yaw',
    threshold: 20,
    digits: 0,
    value: ({ quality }) => Math.abs(quality.headPose.yaw),
    passes: atMost,
    explanation:
      'The head is turned to the side by {value} degrees, at most {threshold} are accepted. Use a photo that looks straight into the camera.',
  },
  {
    code: 'tilted_up_or_down',
    measure: 'Head pose pitch',
    threshold: 25,
    digits: 0,
    value: ({ quality }) => Math.abs(quality.headPose.pitch),
    passes: atMost,
    explanation:
      'The head looks up or down by {value} degrees, at most {threshold} are accepted. Use a photo taken at eye height.',
  },
  {
    code: 'tilted_sideways',
    measure: 'Head pose roll',
    threshold: 30,
    digits: 0,
    value: ({ quality }) => Math.abs(quality.headPose.roll),
    passes: atMost,
    explanation:
      'The head leans sideways by {value} degrees, at most {threshold} are accepted. Use an upright photo.',
  },
  {
    code: 'too_dark',
    measure: 'Luminance mean',
    threshold: 45,
    digits: 0,
    value: ({ quality }) => quality.brightness,
    passes: atLeast,
    explanation:
      'The face is too dark: brightness {value} of 255, at least {threshold} is needed. Use a photo with light on the face.',
  },
  {
    code: 'underexposed',
    measure: 'Under-exposure prevention',
    threshold: 0.5,
    digits: 2,
    value: ({ quality }) => quality.underExposure,
    passes: atMost,
    explanation:
      'Too much of the face is black: a share of {value}, at most {threshold} is accepted. Use a photo with light on the whole face.',
  },
  {
    code: 'overexposed',
    measure: 'Over-exposure prevention',
    threshold: 0.3,
    digits: 2,
    value: ({ quality }) => quality.overExposure,
    passes: atMost,
    explanation:
      'Too much of the face is burnt out: a share of {value}, at most {threshold} is accepted. Use a photo with softer light.',
  },
  {
    code: 'blurred',
    measure: 'Sharpness',
    threshold: 20,
    digits: 0,
    value: ({ quality }) => quality.sharpness,
    passes: atLeast,
    explanation:
      'The face is blurred: sharpness {value}, at least {threshold} is needed. Use a photo in focus, taken with a steady hand.',
  },
  {
    code: 'eyes_closed',
    measure: 'Eyes open',
    threshold: 0.3,
    digits: 2,
    value: ({ quality }) => quality.eyesOpen,
    passes: atLeast,
    explanation:
      'The eyes look closed: {value} on a scale to 1, at least {threshold} is needed. Use a photo with open eyes and without dark glasses.',
  },
] as const satisfies readonly Measure[];

type GateCode = (typeof measures)[number]['code'] | 'no_face' | 'several_faces';

/** Everything that is wrong with the photo, the most important first; empty when it can be enrolled. */
export function findFaults(analysis: Analysis): Finding[] {
  if (!analysis.ok) {
    return [
      analysis.failure === 'no_face' ? noFace : unusable(analysis.failure, analysis.explanation),
    ];
  }
  const [main, ...others] = analysis.faces;
  const rivals = others.filter((other) => main && hasRival([main, other])).length;
  if (rivals > 0) return [severalFaces(1 + rivals)];
  return (measures as readonly Measure[]).flatMap((measure) => {
    const value = rounded(measure.value(analysis.face), measure.digits);
    return measure.passes(value, measure.threshold) ? [] : [fault(measure, value)];
  });
}

const noFace: Finding = {
  code: 'no_face',
  measure: 'Single face present',
  value: 0,
  threshold: 1,
  explanation:
    'There is no face to be seen: 0 found, 1 is needed. Use a photo of the face from the front, well lit and near enough.',
};

function severalFaces(count: number): Finding {
  return {
    code: 'several_faces',
    measure: 'Single face present',
    value: count,
    threshold: 1,
    explanation: `There are ${count} faces, 1 is accepted. Use a photo of this person alone, or cut the others off; people in the background, less than half as large, do not count.`,
  };
}

function unusable(code: Exclude<AnalysisFailure, 'no_face'>, explanation: string): Finding {
  return { code, measure: null, value: null, threshold: null, explanation };
}

function fault(measure: Measure, value: number): Finding {
  const { code, threshold } = measure;
  const explanation = measure.explanation
    .replace('{value}', value.toFixed(measure.digits))
    .replace('{threshold}', String(threshold));
  return { code: code as GateCode, measure: measure.measure, value, threshold, explanation };
}

/** Judged as it is shown: nobody should read that 60 is less than 60. */
function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
