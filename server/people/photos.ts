import { createHash } from 'node:crypto';
import type { QualityMeasures } from '../vision/analysis.ts';
import type { Vision } from '../vision/vision.ts';
import { printable } from '../platform/printable.ts';
import { judgePhoto, type Finding } from './enrolment-gate.ts';

/** A photo to enrol from. */
export interface Photo {
  /** What whoever gave it calls it, for the report only; never stored. */
  label: string;
  /** Rejects with a sentence when it cannot be read. */
  read(): Promise<Uint8Array>;
}

/** What came of looking at one photo. */
export type PhotoReport = { label: string } & (
  | { state: 'good'; quality: QualityMeasures; notes: Finding[] }
  | { state: 'refused'; findings: Finding[] }
  /** The same picture was given or enrolled before, so it counts once. */
  | { state: 'repeated'; explanation: string }
);

/** A photo that was looked at; `template` only when it is good. */
export interface LookedAt {
  report: PhotoReport;
  template: Float32Array | null;
}

/** A photo may be large and the machine slow; nobody is waiting at a door. */
const timeoutMs = 30_000;

/** Looks at every photo in turn, whatever is wrong with the others. Stores nothing. */
export async function lookAtPhotos(vision: Vision, photos: readonly Photo[]): Promise<LookedAt[]> {
  const seen = new Map<string, string>();
  const looked: LookedAt[] = [];
  for (const photo of photos) looked.push(await lookAt(vision, photo, seen));
  return looked;
}

async function lookAt(vision: Vision, photo: Photo, seen: Map<string, string>): Promise<LookedAt> {
  const { label } = photo;
  let image: Uint8Array;
  try {
    image = await photo.read();
  } catch (error) {
    return refused(label, [unreadable(error)]);
  }
  const hash = createHash('sha256').update(image).digest('hex');
  const earlier = seen.get(hash);
  if (earlier !== undefined) {
    const explanation = printable`This is the same picture as ${earlier}; it counts once.`;
    return { report: { label, state: 'repeated', explanation }, template: null };
  }
  seen.set(hash, label);
  const analysis = await vision.analyze(image, { timeoutMs, closely: true });
  const { refusals, notes } = judgePhoto(analysis);
  if (!analysis.ok || refusals.length > 0) return refused(label, refusals);
  const { quality, template } = analysis.face;
  return { report: { label, state: 'good', quality, notes }, template };
}

function refused(label: string, findings: Finding[]): LookedAt {
  return { report: { label, state: 'refused', findings }, template: null };
}

function unreadable(error: unknown): Finding {
  const explanation = error instanceof Error ? error.message : 'The file cannot be read.';
  return { code: 'unreadable', measure: null, value: null, threshold: null, explanation };
}
