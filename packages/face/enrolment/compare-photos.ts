import { printable } from '#base/text';
import type { ModelInfo } from '../analysis.ts';
import { dot, fuse } from '../search/similarity.ts';
import type { AnalysedPhoto } from './photo-report.ts';

/** The templates of a person whose record gets more photos. */
export interface EnrolledTemplates {
  /** From the photos of the first enrolment: these prove who the person is, and no later photo does. */
  first: readonly Float32Array[];
  all: readonly Float32Array[];
  /** Cosine to the first templates that a new face needs, the same as for an approval. */
  needed: number;
}

export const nothingEnrolled: EnrolledTemplates = { first: [], all: [], needed: 1 };

/** Two templates with this cosine come from the same picture, not only from the same face. */
const samePicture = 0.9999;

/**
 * Marks photos that show another person than the rest, and pictures that are already enrolled. For an enrolled person,
 * the reference is the photos of the first enrolment. For a new person, it is the photo most similar to all others.
 */
export function compareFaces(
  looked: readonly AnalysedPhoto[],
  enrolled: EnrolledTemplates,
  model: ModelInfo,
): AnalysedPhoto[] {
  const subject = selectSubjectFace(looked, enrolled, model);
  const kept: { label: string; template: Float32Array }[] = [];
  return looked.map((photo) => {
    const { template, report } = photo;
    if (!template || !subject) return photo;
    const { label } = report;
    const reference = photo.isTurned ? (ofTheCapture(looked, model) ?? subject) : subject;
    const likeness = dot(template, reference.template);
    if (!(likeness >= reference.floor)) return anotherFace(photo, likeness, reference);
    if (enrolled.all.some((known) => dot(known, template) > samePicture)) {
      return refuseRepeat(label, 'This picture is enrolled already; it counts once.');
    }
    const twin = kept.find((other) => dot(other.template, template) > samePicture);
    if (twin)
      return refuseRepeat(label, `This is the same picture as ${twin.label}; it counts once.`);
    kept.push({ label, template });
    return photo;
  });
}

interface Reference {
  template: Float32Array;
  label: string;
  /** Cosine below which a face is another person's. */
  floor: number;
}

/** For turned heads, whose score against a frontal photo is half, so they are compared with their own capture. */
function ofTheCapture(looked: readonly AnalysedPhoto[], model: ModelInfo): Reference | undefined {
  const front = looked.find(({ template, isTurned }) => template && !isTurned);
  if (!front?.template) return undefined;
  return { template: front.template, label: front.report.label, floor: model.photoFloor };
}

function selectSubjectFace(
  looked: readonly AnalysedPhoto[],
  { first, needed }: EnrolledTemplates,
  model: ModelInfo,
): Reference | undefined {
  if (first.length > 0) {
    const label = 'the photos that they were first enrolled with';
    return { template: fuse(first), label, floor: needed };
  }
  const floor = togetherFloor(model);
  const good = looked.flatMap(({ template, report, isTurned }) =>
    template && !isTurned ? [{ template, label: report.label, floor }] : [],
  );
  const likeness = (template: Float32Array) =>
    good.reduce((sum, other) => sum + dot(template, other.template), 0);
  // Among equals the first wins, so that of two photos the second one is reported.
  return good.reduce<Reference | undefined>(
    (best, photo) =>
      !best || likeness(photo.template) > likeness(best.template) + 1e-6 ? photo : best,
    undefined,
  );
}

/**
 * Photos that are given together must show one person by the recognition threshold. On LFW (press photos, years
 * apart), this refuses 416 of 1,641 pairs of one person's photos. It accepts 3 of 2,687,149 pairs of strangers, two of
 * which are one man with two spellings. With the photo floor of 0.3, these counts were 14 and 8,016. A refused photo
 * does not matter much: the person is enrolled with the others, and one is enough.
 */
function togetherFloor({ threshold }: ModelInfo): number {
  return threshold;
}

function anotherFace(
  { report: { label, seen } }: AnalysedPhoto,
  likeness: number,
  { floor, label: reference }: Reference,
): AnalysedPhoto {
  const value = Number(likeness.toFixed(2));
  const threshold = Number(floor.toFixed(2));
  const finding = {
    code: 'another_face' as const,
    measure: 'Likeness',
    value,
    threshold,
    explanation: printable`This does not look like the person in ${reference}: likeness ${value.toFixed(2)}, at least ${threshold.toFixed(2)} is needed. Use photos of one person only.`,
  };
  const report = { label, state: 'refused' as const, findings: [finding] };
  return { report: seen ? { ...report, seen } : report, template: null };
}

function refuseRepeat(label: string, explanation: string): AnalysedPhoto {
  return { report: { label, state: 'repeated', explanation }, template: null };
}
