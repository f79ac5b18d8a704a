import { createHash } from 'node:crypto';
import { printable } from '../platform/printable.ts';
import type { Db } from '../store/schema.ts';
import type { PersonRow } from '../store/tables/people.ts';
import { insertTemplate } from '../store/tables/templates.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import type { Analysis } from '../vision/analysis.ts';
import type { Vision } from '../vision/vision.ts';
import { judgePhoto, type Finding } from './enrolment-gate.ts';
import type { Agreement } from './consent.ts';
import type { OptOuts } from './opt-outs.ts';
import type { Mistake } from './person-details.ts';
import type { People } from './person.ts';
import type { LookedAt, PhotoReport, SeenFaces } from './photo-report.ts';
import { storeFused } from './fused-templates.ts';
import { compareFaces, nothingEnrolled, type Enrolled } from './same-face.ts';

/** A photo to enrol from. */
export interface Photo {
  /** Of a capture that saw one face throughout: the picture of a head turned, beside one from the front. */
  isTurned?: boolean;
  /** What whoever gave it calls it, for the report only; never stored. */
  label: string;
  /** Rejects with a sentence when it cannot be read. */
  read(): Promise<Uint8Array>;
}

/** A photo may be large and the machine slow; no one is waiting at a door. */
const timeoutMs = 30_000;

/** Looks at every photo in turn, whatever is wrong with the others. Stores nothing. */
export async function lookAtPhotos(vision: Vision, photos: readonly Photo[]): Promise<LookedAt[]> {
  const seen = new Map<string, string>();
  const looked: LookedAt[] = [];
  for (const photo of photos) {
    looked.push({ ...(await lookAt(vision, photo, seen)), isTurned: photo.isTurned ?? false });
  }
  return looked;
}

async function lookAt(vision: Vision, photo: Photo, given: Map<string, string>): Promise<LookedAt> {
  const { label } = photo;
  let image: Uint8Array;
  try {
    image = await photo.read();
  } catch (error) {
    return refused(label, [unreadable(error)]);
  }
  const hash = createHash('sha256').update(image).digest('hex');
  const earlier = given.get(hash);
  if (earlier !== undefined) {
    const explanation = printable`This is the same picture as ${earlier}; it counts once.`;
    return { report: { label, state: 'repeated', explanation }, template: null };
  }
  given.set(hash, label);
  const analysis = await vision.analyze(image, { timeoutMs, closely: true });
  const { refusals, notes } = judgePhoto(analysis);
  if (!analysis.ok) return refused(label, refusals);
  const seen = seenIn(analysis);
  if (refusals.length > 0) return refused(label, refusals, seen);
  const { quality, template } = analysis.face;
  return { report: { label, state: 'good', quality, notes, seen }, template };
}

function refused(label: string, findings: Finding[], seen?: SeenFaces): LookedAt {
  const report = { label, state: 'refused' as const, findings };
  return { report: seen ? { ...report, seen } : report, template: null };
}

/** More than these stand in a photo of a crowd; no one needs to see them all. */
const maxBoxes = 20;

function seenIn({ width, height, faces, face }: Extract<Analysis, { ok: true }>): SeenFaces {
  const boxes = faces.slice(0, maxBoxes).map(({ box }) => ({
    x: Math.round(box.x),
    y: Math.round(box.y),
    width: Math.round(box.width),
    height: Math.round(box.height),
  }));
  const landmarks = face.landmarks5.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  return { width, height, boxes, landmarks };
}

function unreadable(error: unknown): Finding {
  const explanation = error instanceof Error ? error.message : 'The file cannot be read.';
  return { code: 'unreadable', measure: null, value: null, threshold: null, explanation };
}

/** What enrolling needs. */
export interface Enrolment {
  db: Db;
  cipher: TemplateCipher;
  vision: Vision;
  /** Looked through for somebody else with the same face, to warn of it. */
  people: People;
  optOuts: Pick<OptOuts, 'has' | 'within'>;
  /** Who enrols, for the audit record: the service itself when it is not said. */
  actor?: string;
  /** What was agreed to before this began; else it is the text that counts as it begins. */
  agreement?: Agreement;
  /** A manager says that they looked at a document of the person: for where no face can say who it is. */
  documentChecked?: boolean;
  /** Called in the transaction that stores, when nothing was found against it: throws to store nothing. */
  onStoring?: (transaction: Db, personId: string) => Promise<void>;
  /** Called in it when only a document said whose record it is. @param person as they were before */
  onBegunAgain?: (transaction: Db, person: PersonRow) => Promise<void>;
}

/** The result: everything done, or nothing and every reason why not. */
export type EnrolmentResult =
  | {
      state: 'enrolled' | 'updated' | 'unchanged';
      personId: string;
      /** Templates added. */
      added: number;
      photos: PhotoReport[];
      warnings: Warning[];
    }
  | { state: 'refused'; mistakes: Mistake[]; photos: PhotoReport[] };

/** Looks at photos that are to be enrolled together. @param enrolled what is there of the person; none when they are new */
export async function lookForEnrolment(
  { vision }: Pick<Enrolment, 'vision'>,
  photos: readonly Photo[],
  enrolled: Enrolled = nothingEnrolled,
): Promise<{ reports: PhotoReport[]; templates: Float32Array[]; isRefused: boolean }> {
  const looked = await lookAtPhotos(vision, photos);
  const compared = compareFaces(looked, enrolled, vision.model);
  return {
    reports: compared.map(({ report }) => report),
    templates: compared.flatMap(({ template }) => (template ? [template] : [])),
    isRefused: compared.some(({ report }) => report.state === 'refused'),
  };
}

/** Stores templates of one person, and what all of theirs come to; binds them to who the person is by then. */
export async function insertTemplates(
  { cipher, vision }: Pick<Enrolment, 'cipher' | 'vision'>,
  transaction: Db,
  personId: string,
  templates: readonly Float32Array[],
  createdAt: Date,
): Promise<void> {
  const model = vision.model.id;
  await cipher.keepUp(transaction);
  for (const template of templates) {
    const ciphertext = cipher.encrypt(template, personId, model);
    await insertTemplate(transaction, { personId, model, ciphertext, source: 'photo', createdAt });
  }
  await storeFused({ db: transaction, cipher, model: vision.model }, personId);
  await cipher.sealPeople(transaction, [personId]);
}

/** Worth a look by whoever enrols, but no reason to refuse. */
export type Warning =
  | { code: 'same_name'; personIds: string[] }
  /** Not a face, a document said whose record it is. */
  | { code: 'document_said_who' }
  /** The two were said to be twins: approval of either needs this score from now on. */
  | { code: 'twin'; personId: string; threshold: number };
