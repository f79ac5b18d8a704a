import { type Analysis, type AnalysisFailure, type Face, hasRival } from '../analysis.ts';

/** A finding about a photo. */
export interface PhotoFinding {
  code: MeasureCode | 'several_faces' | 'unreadable' | 'another_face' | AnalysisFailure;
  /** The measure's name in ISO/IEC 29794-5; null when nothing could be measured. */
  measure: string | null;
  value: number | null;
  /** The limit that the value had to meet. */
  threshold: number | null;
  /** The problem, the measured and the needed value, and what to do. */
  explanation: string;
}

/**
 * Judges an enrolment photo. Returns the reasons against it, the most important first (empty: the photo is good), and
 * notes that the operator should look at.
 */
export function judgePhoto(analysis: Analysis): {
  refusals: PhotoFinding[];
  notes: PhotoFinding[];
} {
  if (!analysis.ok) return { refusals: [unusable(analysis)], notes: [] };
  const [main, ...others] = analysis.faces;
  const rivals = others.filter((other) => main && hasRival([main, other])).length;
  if (rivals > 0) return { refusals: [severalFaces(1 + rivals)], notes: [] };
  return {
    refusals: maxTelling(listFailures(analysis, 'refusal')),
    notes: listFailures(analysis, 'note'),
  };
}

/** Drops `not_a_face` and `drawn` beside any other finding, because a blurred or turned face resembles a face less. */
function maxTelling(findings: PhotoFinding[]): PhotoFinding[] {
  const ofFaces = findings.filter(({ code }) => code !== 'not_a_face' && code !== 'drawn');
  return ofFaces.length > 0 ? ofFaces : findings;
}

function listFailures(seen: AnalysedFace, weight: Measure['weight']): PhotoFinding[] {
  return measures.flatMap((measure: Measure & { code: MeasureCode }) => {
    if (measure.weight !== weight) return [];
    const { code, threshold, digits } = measure;
    // Compares the rounded value, so that no message says that 40 is less than 40.
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

/** One measure that an enrolment photo must meet. */
interface Measure {
  code: string;
  /** The name in ISO/IEC 29794-5, where that standard has one. */
  measure: string;
  threshold: number;
  /** Number of decimals in messages. */
  digits: number;
  value(face: Face, seen: AnalysedFace): number;
  passes(value: number, threshold: number): boolean;
  /** `note`: the engine is wrong too often to refuse a photo for it. */
  weight: 'refusal' | 'note';
  /** A sentence with `{value}` and `{threshold}`: the problem, the limit, and what to do. */
  explanation: string;
}

const atLeast = (value: number, threshold: number) => value >= threshold;
const atMost = (value: number, threshold: number) => value <= threshold;

/**
 * The requirements for an enrolment photo, the most informative first. The limits were set on faces in the wild: they
 * are where the same person's score begins to fall (photos made smaller, darker, brighter and more blurred step by
 * step), while few ordinary photos are refused.
 */
const measures = [
  {
    code: 'too_small',
    measure: 'Inter-eye distance',
    // The recogniser's input has 35 pixels between the eyes; smaller faces are enlarged.
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
    // Faces are turned upright before comparison, but beyond this angle the detector misses more of them.
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
    // Low on purpose: scores are stable down to this value, and dark skin is no fault.
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
    // None of 2,320 photos of people is below; two of six animals are. An unmeasured face counts as a face.
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
    // None of 489 otherwise good photos and frames of people is above 0.5; six of eight cartoons in even colours
    // are above this. Paintings and shaded drawings have texture and pass.
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
    // Narrow eyes are often taken for closed ones, so this never refuses a photo.
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

/** Compensates darkness: a dark picture of a sharp face has weak edges, but it is not blurred. */
function sharpnessAtMediumBrightness({ quality }: Face): number {
  return quality.sharpness * (128 / Math.max(1, quality.brightness)) ** 2;
}
