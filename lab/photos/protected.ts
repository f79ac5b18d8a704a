import { table } from '../../scripts/terminal/table.ts';
import { randomBytes } from 'node:crypto';
import { dot, TemplateTransform } from '#face';
import { wrapText } from '../../scripts/terminal/text.ts';
import { compareAll, equalErrorRate, operatingPoints } from '#biometric-evaluation';
import type { SeenPhoto } from '../measure/evaluate/collection.ts';

/** The same comparisons of bare templates and of secretly transformed templates, side by side. */
export interface ProtectedMeasurement {
  comparisons: number;
  /** The largest change of a score by the transform. */
  largestChange: number;
  /** Equal error rate: half the sum of both rates where they are nearest; null without both kinds of pairs. */
  equalErrorRate: BareAndProtected | null;
  points: (BareAndProtected & { falseMatchRate: number })[];
}

/** The share of genuine comparisons that pass, or an error rate. */
interface BareAndProtected {
  bare: number;
  protected: number;
}

/** Measures with a new key each time. */
export function measureProtected(photos: readonly SeenPhoto[]): ProtectedMeasurement {
  const dimension = photos[0]?.template.length ?? 1;
  const transform = new TemplateTransform('', randomBytes(32), dimension);
  const turned = photos.map((photo) => ({ ...photo, template: transform.apply(photo.template) }));
  const [bare, covered] = [photos, turned].map((set) => {
    const { genuine, impostor } = compareAll(set, dot);
    const points =
      genuine.length > 0 && impostor.length > 0 ? operatingPoints(genuine, impostor) : [];
    const equal = equalErrorRate(genuine, impostor);
    return { points, equal: equal && (equal.falseMatchRate + equal.falseNonMatchRate) / 2 };
  });
  const both = (one: number, other: number) => ({ bare: one, protected: other });
  return {
    comparisons: (photos.length * (photos.length - 1)) / 2,
    largestChange: largestChange(photos, turned),
    equalErrorRate:
      bare?.equal != null && covered?.equal != null ? both(bare.equal, covered.equal) : null,
    points: (bare?.points ?? []).map(({ falseMatchRate, passed }, i) => {
      return { falseMatchRate, ...both(passed.rate, covered?.points[i]?.passed.rate ?? NaN) };
    }),
  };
}

function largestChange(photos: readonly SeenPhoto[], turned: readonly SeenPhoto[]): number {
  let largest = 0;
  for (let one = 0; one < photos.length; one++) {
    for (let other = one + 1; other < photos.length; other++) {
      const bare = dot(photos[one]!.template, photos[other]!.template);
      const protectedScore = dot(turned[one]!.template, turned[other]!.template);
      largest = Math.max(largest, Math.abs(bare - protectedScore));
    }
  }
  return largest;
}

export function protectedText(measured: ProtectedMeasurement): string {
  const percent = (rate: number) => `${(100 * rate).toFixed(4)} %`;
  const rows = measured.points.map((point) => {
    const label = `TAR at FMR ${point.falseMatchRate.toExponential(0)}`;
    return [label, percent(point.bare), percent(point.protected)];
  });
  const equal = measured.equalErrorRate;
  if (equal) rows.push(['EER', percent(equal.bare), percent(equal.protected)]);
  const caption =
    'The same comparisons under a secret transform, as templates are stored: of ' +
    `${measured.comparisons} scores none changed by more than ${measured.largestChange.toExponential(1)}.`;
  return `\n${wrapText(caption)}\n${table(['', 'bare', 'transformed'], rows)}`;
}
