import { printable } from '../platform/printable.ts';
import { dot, fuse } from './fuse.ts';
import type { Finding } from './enrolment-gate.ts';
import type { LookedAt } from './photos.ts';

/** Two templates this alike come from the same picture, not just from the same face. */
const samePicture = 0.9999;

/**
 * Marks photos that show somebody else than the rest, and pictures that are there already. The
 * photo most like all others (enrolled ones included) says who is meant.
 * @param enrolled the person's templates so far
 * @param floor cosine under which two photos are not taken for the same person's
 */
export function compareFaces(
  looked: readonly LookedAt[],
  enrolled: readonly Float32Array[],
  floor: number,
): LookedAt[] {
  const meant = whoIsMeant(looked, enrolled);
  const kept: { label: string; template: Float32Array }[] = [];
  return looked.map((photo) => {
    const { template, report } = photo;
    if (!template || !meant) return photo;
    const { label } = report;
    const likeness = dot(template, meant.template);
    if (likeness < floor) return refused(label, anotherFace(likeness, floor, meant.label));
    if (enrolled.some((known) => dot(known, template) > samePicture)) {
      return repeated(label, 'This picture is enrolled already; it counts once.');
    }
    const twin = kept.find((other) => dot(other.template, template) > samePicture);
    if (twin) return repeated(label, `This is the same picture as ${twin.label}; it counts once.`);
    kept.push({ label, template });
    return photo;
  });
}

function whoIsMeant(
  looked: readonly LookedAt[],
  enrolled: readonly Float32Array[],
): { template: Float32Array; label: string } | undefined {
  if (enrolled.length > 0) return { template: fuse(enrolled), label: 'the enrolled photos' };
  const good = looked.flatMap(({ template, report }) =>
    template ? [{ template, label: report.label }] : [],
  );
  const likeness = (template: Float32Array) =>
    good.reduce((sum, other) => sum + dot(template, other.template), 0);
  // The first of equals, so that of two photos the second is the odd one.
  return good.reduce<(typeof good)[number] | undefined>(
    (best, photo) =>
      !best || likeness(photo.template) > likeness(best.template) + 1e-6 ? photo : best,
    undefined,
  );
}

function anotherFace(likeness: number, floor: number, reference: string): Finding {
  const [value, threshold] = [Number(likeness.toFixed(2)), Number(floor.toFixed(2))];
  return {
    code: 'another_face',
    measure: 'Likeness',
    value,
    threshold,
    explanation: printable`This does not look like the person in ${reference}: likeness ${value.toFixed(2)}, at least ${threshold.toFixed(2)} is needed. Use photos of one person only.`,
  };
}

function refused(label: string, finding: Finding): LookedAt {
  return { report: { label, state: 'refused', findings: [finding] }, template: null };
}

function repeated(label: string, explanation: string): LookedAt {
  return { report: { label, state: 'repeated', explanation }, template: null };
}
