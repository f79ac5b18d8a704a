import { createHash } from 'node:crypto';
import { printable } from '#base/text';
import type { Db } from '../store/schema.ts';
import { recogniserOnRecord } from '../store/tables/audit-events.ts';
import type { PersonRow } from '../store/tables/people.ts';
import { insertTemplate } from '../store/tables/templates.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import {
  type Analysis,
  type ModelInfo,
  type Vision,
  judgePhoto,
  type PhotoFinding,
  compareFaces,
  nothingEnrolled,
  type EnrolledTemplates,
  type AnalysedPhoto,
  type PhotoReport,
  type SeenFaces,
} from '#face';
import type { Agreement } from './consent.ts';
import type { OptOuts } from './opt-outs.ts';
import type { Mistake, PersonDetails } from './person-details.ts';
import type { People } from './person.ts';
import { storeFused } from './fused-templates.ts';

/** A photo for an enrolment. */
export interface EnrolmentPhoto {
  /** Whether it shows a turned head, in a capture that saw one face throughout and also has a frontal picture. */
  isTurned?: boolean;
  /** The sender's name for the photo, used only in the report; never stored. */
  label: string;
  /** Rejects with a sentence when the photo cannot be read. */
  read(): Promise<Uint8Array>;
}

/** Frames of sign-ins have priority, but a sign-in waits for the end of a photo's decoding. */
const asPhoto = { timeoutMs: 60_000, decodeMs: 2000, closely: true, purpose: 'photo' } as const;

/** Analyses every photo in turn, whatever is wrong with the others. Stores nothing. */
export async function analyseEach(
  vision: Vision,
  photos: readonly (EnrolmentPhoto | AnalysedPhoto)[],
): Promise<AnalysedPhoto[]> {
  const seen = new Map<string, string>();
  const looked: AnalysedPhoto[] = [];
  for (const photo of photos) {
    const analysed = 'report' in photo ? photo : await lookAt(vision, photo, seen);
    looked.push({ ...analysed, isTurned: photo.isTurned ?? false });
  }
  return looked;
}

async function lookAt(
  vision: Vision,
  photo: EnrolmentPhoto,
  given: Map<string, string>,
): Promise<AnalysedPhoto> {
  const { label } = photo;
  let image: Uint8Array;
  try {
    image = await photo.read();
  } catch (error) {
    return refuse(label, [unreadable(error)]);
  }
  const hash = createHash('sha256').update(image).digest('hex');
  const earlier = given.get(hash);
  if (earlier !== undefined) {
    const explanation = printable`This is the same picture as ${earlier}; it counts once.`;
    return { report: { label, state: 'repeated', explanation }, template: null };
  }
  given.set(hash, label);
  return photoOf(label, await vision.analyze(image, asPhoto));
}

/** Judges a picture that was analysed `closely` as an enrolment photo. */
export function photoOf(label: string, analysis: Analysis): AnalysedPhoto {
  const { refusals, notes } = judgePhoto(analysis);
  if (!analysis.ok) return refuse(label, refusals);
  const seen = describeSeen(analysis);
  if (refusals.length > 0) return refuse(label, refusals, seen);
  const { quality, template, nextTemplate } = analysis.face;
  const report = { label, state: 'good' as const, quality, notes, seen };
  return { report, template, ...(nextTemplate && { nextTemplate }) };
}

function refuse(label: string, findings: PhotoFinding[], seen?: SeenFaces): AnalysedPhoto {
  const report = { label, state: 'refused' as const, findings };
  return { report: seen ? { ...report, seen } : report, template: null };
}

/** Maximum faces in the report of a photo with a crowd. */
const maxBoxes = 20;

function describeSeen({ width, height, faces, face }: Extract<Analysis, { ok: true }>): SeenFaces {
  const boxes = faces.slice(0, maxBoxes).map(({ box }) => ({
    x: Math.round(box.x),
    y: Math.round(box.y),
    width: Math.round(box.width),
    height: Math.round(box.height),
  }));
  const landmarks = face.landmarks5.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  return { width, height, boxes, landmarks };
}

function unreadable(error: unknown): PhotoFinding {
  const explanation = error instanceof Error ? error.message : 'The file cannot be read.';
  return { code: 'unreadable', measure: null, value: null, threshold: null, explanation };
}

/** The services and options that an enrolment needs. */
export interface Enrolment {
  db: Db;
  cipher: TemplateCipher;
  vision: Vision;
  /** Searched for another person with the same face, to warn about it. */
  people: People;
  optOuts: Pick<OptOuts, 'has' | 'within'>;
  /** The actor in the audit record; default: the service. */
  actor?: string;
  /** What the person agreed to before this began; default: the text that is current when this begins. */
  agreement?: Agreement;
  /** Whether a manager has checked a document of the person, for records that no face can prove. */
  documentChecked?: boolean;
  /** The details that the editor of a record saw. When the record differs now, it is not overwritten. */
  shown?: Partial<PersonDetails>;
  /** The origin of the templates; default: `photo`. */
  source?: 'photo' | 'document';
  /** Whether `onStoring` runs even when the record does not change. */
  storesOnUnchanged?: boolean;
  /** Runs in the transaction that stores, when there are no mistakes. Throws to store nothing. */
  onStoring?: (transaction: Db, enrolled: EnrolledResult) => Promise<void>;
  /** Runs in it when only a document proved the record. @param person as they were before */
  onRestarted?: (transaction: Db, person: PersonRow) => Promise<void>;
}

/** Everything was stored, or was stored before. */
export interface EnrolledResult {
  state: 'enrolled' | 'updated' | 'unchanged';
  personId: string;
  /** Number of added templates. */
  added: number;
  photos: PhotoReport[];
  warnings: Warning[];
}

/** The result: either everything was stored, or nothing, with every reason. */
export type EnrolmentResult =
  | EnrolledResult
  | { state: 'refused'; mistakes: Mistake[]; photos: PhotoReport[] };

export interface PhotoAnalysis {
  reports: PhotoReport[];
  /** Templates of the good photos, by the recogniser in use. */
  templates: Float32Array[];
  /** The same by the recogniser to which the installation is moving; empty while it is not. */
  nextTemplates: Float32Array[];
  isRefused: boolean;
}

/** Analyses photos that are enrolled together. @param enrolled the person's templates; none for a new person */
export async function analysePhotos(
  { vision }: Pick<Enrolment, 'vision'>,
  photos: readonly (EnrolmentPhoto | AnalysedPhoto)[],
  enrolled: EnrolledTemplates = nothingEnrolled,
): Promise<PhotoAnalysis> {
  const looked = await analyseEach(vision, photos);
  const compared = compareFaces(looked, enrolled, vision.model);
  return {
    reports: compared.map(({ report }) => report),
    templates: compared.flatMap(({ template }) => (template ? [template] : [])),
    nextTemplates: compared.flatMap(({ template, nextTemplate }) =>
      template && nextTemplate ? [nextTemplate] : [],
    ),
    isRefused: compared.some(({ report }) => report.state === 'refused'),
  };
}

/** Stores templates of one person and their fused template, and seals them with the person's present details. */
export async function insertTemplates(
  { cipher, vision, source = 'photo' }: Pick<Enrolment, 'cipher' | 'vision' | 'source'>,
  transaction: Db,
  personId: string,
  { templates, nextTemplates }: Pick<PhotoAnalysis, 'templates' | 'nextTemplates'>,
  createdAt: Date,
): Promise<void> {
  await cipher.expectKeyOf(transaction);
  const about = { personId, source, createdAt };
  await storeTemplates({ cipher, model: vision.model }, transaction, about, templates);
  // Between the switch and the restart, nothing would note whom the person resembles by that recogniser.
  if (vision.next && (await recogniserOnRecord(transaction)) !== vision.next.id) {
    await storeTemplates({ cipher, model: vision.next }, transaction, about, nextTemplates);
  }
  await cipher.sealPeople(transaction, [personId]);
}

/** Stores one recogniser's templates. Seal the person afterwards. @param db a transaction; the cipher is up to date */
export async function storeTemplates(
  { cipher, model }: { cipher: TemplateCipher; model: Pick<ModelInfo, 'id' | 'dimension'> },
  db: Db,
  about: { personId: string; source: string; createdAt: Date },
  templates: readonly Float32Array[],
): Promise<void> {
  const { personId } = about;
  for (const template of templates) {
    const ciphertext = cipher.encrypt(template, personId, model.id);
    await insertTemplate(db, { ...about, model: model.id, ciphertext });
  }
  await storeFused({ db, cipher, model }, personId);
}

/** A hint for the operator, but no reason to refuse. */
export type Warning =
  | { code: 'same_name'; personIds: string[] }
  /** Not a face, a document said whose record it is. */
  | { code: 'document_said_who' }
  /** The two were said to be twins: approval of either needs this score from now on. */
  | { code: 'twin'; personId: string; threshold: number };
