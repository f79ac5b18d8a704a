import { type Analysis, type AnalysisFailure, hasRival, type Face } from '../vision/analysis.ts';

/** What was found about a photo. */
export interface PhotoFinding {
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
 * Judges a photo for enrolling: why not, the most important first (empty: it is good), and what else the operator
 * should look at.
 */
export function judgePhoto(analysis: Analysis): {
  refusals: PhotoFinding[];
  notes: PhotoFinding[];
} {
  if (!analysis.ok) return { refusals: [unusable(analysis)], notes: [] };
  const [main, ...others] = analysis.faces;
  const rivals = others.filter((other) => main && hasRival([main, other])).length;
  if (rivals > 0) return { refusals: [severalFaces(1 + rivals)], notes: [] };
  return { refusals: maxTelling(failed(analysis, 'refusal')), notes: failed(analysis, 'note') };
}

/** A face that is blurred or turned away looks less like a person's; that is the fault to tell, then. */
function maxTelling(findings: PhotoFinding[]): PhotoFinding[] {
  const ofFaces = findings.filter(({ code }) => code !== 'not_a_face' && code !== 'drawn');
  return ofFaces.length > 0 ? ofFaces : findings;
}

function failed(seen: AnalysedFace, weight: Measure['weight']): PhotoFinding[] {
  return measures.flatMap((measure: Measure & { code: MeasureCode }) => {
    if (measure.weight !== weight) return [];
    const { code, threshold, digits } = measure;
    // Judged as it is shown: no one should read that 40 is less than 40.
    const value = Number(measure.value(seen.face, seen).toFixed(digits));
    if (measure.passes(value, threshold)) return [];
    const explanation = measure.explanation
      .replace('{value}', value.toFixed(digits))
      .replace('{threshold}', String(threshold));
    return [{ code, measure: measure.measure, value, threshold, explanation }];
  });
}

function unusable({ failure, explanation }: Extract<Analysis, { ok: false }>): PhotoFinding {
  if (failure !== 'no_face') {
    return { code: failure, measure: null, value: null, threshold: null, explanation };
  }
  return {
    code: 'no_face',
    measure: 'Single face present',
    value: 0,
    threshold: 1,
    explanation:
      'No face was found. Use a photo of the face from the front, well lit and near enough.',
  };
}

function severalFaces(count: number): PhotoFinding {
  return {
    code: 'several_faces',
    measure: 'Single face present',
    value: count,
    threshold: 1,
    explanation: `There are ${count} faces, 1 is accepted (people in the background, less than half as large, do not count). Use a photo of this person alone, or cut the others off.`,
  };
}

type AnalysedFace = Extract<Analysis, { ok: true }>;

/** One thing that is measured of a photo before it may be enrolled. */
interface Measure {
  code: string;
  /** As ISO/IEC 29794-5 calls it, where it does. */
  measure: string;
  threshold: number;
  /** Decimals that make sense for the value. */
  digits: number;
  value(face: Face, seen: AnalysedFace): number;
  passes(value: number, threshold: number): boolean;
  /** `note`: the engine is too often wrong about it to refuse anyone for it. */
  weight: 'refusal' | 'note';
  /** A sentence with `{value}` and `{threshold}` in it: what was found, what is needed, what to do. */
  explanation: string;
}

const atLeast = (value: number, threshold: number) => value >= threshold;
const atMost = (value: number, threshold: number) => value <= threshold;

/**
 * What a photo has to be for enrolling, the most telling first. The limits were set on faces in the
 * wild, by where the same person's likeness begins to fall (photos made smaller, darker, brighter
 * and more blurred step by step) while few ordinary photos are refused.
 */
const measures = [
  {
    code: 'too_small',
    measure: 'Inter-eye distance',
    // The recogniser looks at a face with 35 pixels between the eyes; below that it is blown up.
    threshold: 35,
    digits: 0,
    value: ({ quality }) => quality.interEyeDistance,
    passes: atLeast,
    weight: 'refusal',
    explanation:
      'The face is too small: {value} pixels between the eyes, at least {threshold} are needed. Use a larger photo or one taken closer.',
  },
  {
    code: 'cut_off',
    measure: 'Crop of the face image',
    threshold: 0.1,
    digits: 2,
    value: marginToEdge,
    passes: atLeast,
    weight: 'refusal',
    explanation:
      'The face is cut off by the edge of the picture: {value} eye distances between face and edge, at least {threshold} are needed. Use a photo with the whole head in it.',
  },
  {
    code: 'turned_away',
    measure: 'Head pose yaw',
    threshold: 30,
    digits: 0,
    value: ({ quality }) => Math.abs(quality.headPose.yaw),
    passes: atMost,
    weight: 'refusal',
    explanation:
      'The head is turned to the side by {value} degrees, at most {threshold} are accepted. Use a photo that looks straight into the camera.',
  },
  {
    code: 'looking_up_or_down',
    measure: 'Head pose pitch',
    threshold: 25,
    digits: 0,
    value: ({ quality }) => Math.abs(quality.headPose.pitch),
    passes: atMost,
    weight: 'refusal',
    explanation:
      'The head looks up or down by {value} degrees, at most {threshold} are accepted. Use a photo taken at eye height.',
  },
  {
    code: 'leaning',
    measure: 'Head pose roll',
    // Faces are turned upright before they are compared; beyond this they are found less well.
    threshold: 50,
    digits: 0,
    value: ({ quality }) => Math.abs(quality.headPose.roll),
    passes: atMost,
    weight: 'refusal',
    explanation:
      'The head leans sideways by {value} degrees, at most {threshold} are accepted. Use an upright photo.',
  },
  {
    code: 'too_dark',
    measure: 'Luminance mean',
    // Low on purpose: the same person's likeness holds down to here, and dark skin is no fault.
    threshold: 40,
    digits: 0,
    value: ({ quality }) => quality.brightness,
    passes: atLeast,
    weight: 'refusal',
    explanation:
      'The face is too dark: brightness {value} of 255, at least {threshold} is needed. Use a photo with light on the face.',
  },
  {
    code: 'in_shadow',
    measure: 'Under-exposure prevention',
    threshold: 0.12,
    digits: 2,
    value: ({ quality }) => quality.underExposure,
    passes: atMost,
    weight: 'refusal',
    explanation:
      'Too much of the face is black, from shadow, a hat or dark glasses: a share of {value}, at most {threshold} is accepted. Use a photo with light on the whole face.',
  },
  {
    code: 'too_bright',
    measure: 'Over-exposure prevention',
    threshold: 0.25,
    digits: 2,
    value: ({ quality }) => quality.overExposure,
    passes: atMost,
    weight: 'refusal',
    explanation:
      'Too much of the face is burnt out: a share of {value}, at most {threshold} is accepted. Use a photo with softer light.',
  },
  {
    code: 'blurred',
    measure: 'Sharpness',
    threshold: 15,
    digits: 0,
    value: sharpnessAtMediumBrightness,
    passes: atLeast,
    weight: 'refusal',
    explanation:
      'The face is blurred: sharpness {value}, at least {threshold} is needed. Use a photo in focus, taken with a steady hand.',
  },
  {
    code: 'not_a_face',
    measure: 'Detection confidence',
    // Of 2,320 photos of people none is below; of six animals two are. Unmeasured counts as sure.
    threshold: 0.95,
    digits: 2,
    value: ({ score, quality }) => (quality.landmarkSpread === null ? 1 : score),
    passes: atLeast,
    weight: 'refusal',
    explanation:
      'This does not look like an upright human face: the detector’s certainty is {value}, at least {threshold} is needed. Use a photo of a person from the front.',
  },
  {
    code: 'not_a_face',
    measure: 'Landmark consistency',
    threshold: 0.08,
    digits: 2,
    value: ({ quality }) => quality.landmarkSpread ?? 0,
    passes: atMost,
    weight: 'refusal',
    explanation:
      'This does not look like an upright human face: at a second look its points are {value} eye distances away from where they were, at most {threshold} is accepted. Use a photo of a person from the front.',
  },
  {
    code: 'drawn',
    measure: 'Share without texture',
    // Of 489 photos and frames of people that are good otherwise none is above 0.5; of eight cartoons in
    // even colours six are above this. Paintings and shaded drawings have texture and pass.
    threshold: 0.55,
    digits: 2,
    value: ({ quality }) => quality.flatness,
    passes: atMost,
    weight: 'refusal',
    explanation:
      'This looks like a drawing or a heavily smoothed picture, not like a photo of a person: a share of {value} of the face has no texture, at most {threshold} is accepted. Use a photo of the person as the camera took it.',
  },
  {
    code: 'eyes_closed',
    measure: 'Eyes open',
    // Open but narrow eyes are often taken for closed ones, so this never refuses.
    threshold: 0.05,
    digits: 2,
    value: ({ quality }) => quality.eyesOpen,
    passes: atLeast,
    weight: 'note',
    explanation:
      'The eyes may be closed or covered ({value} on a scale to 1). If they are, use another photo.',
  },
] as const satisfies readonly Measure[];

type MeasureCode = (typeof measures)[number]['code'];

/** Smallest distance of the face's outline from the picture's edge, in inter-eye distances. */
function marginToEdge({ landmarks68, quality }: Face, { width, height }: AnalysedFace): number {
  const margins = landmarks68.map(({ x, y }) => Math.min(x, y, width - x, height - y));
  return Math.min(...margins) / quality.interEyeDistance;
}

/** A dark picture of a sharp face has weak edges; that is darkness, not blur. */
function sharpnessAtMediumBrightness({ quality }: Face): number {
  return quality.sharpness * (128 / Math.max(1, quality.brightness)) ** 2;
}
