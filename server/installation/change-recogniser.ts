import type { Config } from '../config/config.ts';
import { loadManifest, readLocalManifest, writeLocalManifest, type ModelInfo } from '#face';
import { recordEvent } from '../audit/record.ts';
import { noteNextModelDuplicates } from '../people/next-model-duplicates.ts';
import { RefusalError, vestibule } from '../platform/operator-error.ts';
import type { Db } from '../store/schema.ts';
import { latestAuditEvent } from '../store/tables/audit-events.ts';
import { listPeople, type PersonRow } from '../store/tables/people.ts';
import { deleteTemplatesOfModel } from '../store/tables/templates.ts';
import { openTemplateCipher } from '../templates/open-cipher.ts';
import { recogniserInfo } from '../vision/installed-models.ts';
import { recogniserInUse } from '../vision/recogniser-in-use.ts';
import { entriesWithLapsedFaces } from '../watchlist/start-watchlist.ts';
import { commandActor } from './command-actor.ts';

interface Place {
  db: Db;
  config: Config;
  modelsDir: string;
}

/** Share of people with new templates from which a switch needs no extra confirmation. */
export const enoughOver = 0.9;

/** How far the move to another recogniser has come. */
export interface MoveProgress {
  people: number;
  over: number;
  lacking: PersonRow[];
  /** Entries of the own list whose face the next recogniser has not seen. */
  watched: number;
}

/** Counts people who can be approved with the recogniser in use. */
export async function moveProgress(db: Db, inUse: string, next: string): Promise<MoveProgress> {
  const now = new Date();
  const current = (await listPeople(db, inUse)).filter(
    ({ templates, expiresAt }) => templates > 0 && (!expiresAt || expiresAt > now),
  );
  const over = new Set(
    (await listPeople(db, next)).filter(({ templates }) => templates > 0).map(({ id }) => id),
  );
  const lacking = current.filter(({ id }) => !over.has(id));
  const watched = (await entriesWithLapsedFaces(db, next)).length;
  return { people: current.length, over: current.length - lacking.length, lacking, watched };
}

/** @throws {RefusalError} `in_use`, `other_engine`, or for a recogniser without a threshold */
export async function beginMove({ db, config, modelsDir }: Place, id: string): Promise<string> {
  const local = readLocalManifest(modelsDir);
  const inUse = await recogniserInUse(db, modelsDir);
  if (id === inUse) {
    throw new RefusalError('in_use', `${id} is in use already. Nothing was changed.`);
  }
  if (config.engine !== 'onnx') {
    throw new RefusalError(
      'other_engine',
      'VESTIBULE_ENGINE is face-api, which has one recogniser only. Nothing was changed.',
    );
  }
  await writeLocalManifest(modelsDir, { ...local, movingTo: id });
  await record(db, { from: inUse, to: id, step: 'begun' });
  return inUse;
}

/** Without a threshold, nothing could tell whether two visits show one person. */
export function mustHaveThreshold(modelsDir: string, id: string): ModelInfo {
  return recogniserInfo(loadManifest(modelsDir, id).engines.onnx);
}

/** The recogniser to which the installation moves. @throws {RefusalError} `not_moving` */
export function movingTo(modelsDir: string): string {
  const { movingTo } = readLocalManifest(modelsDir);
  if (movingTo !== undefined) return movingTo;
  throw new RefusalError(
    'not_moving',
    `The installation is not moving to another recogniser. Begin with: ${vestibule} models move RECOGNISER`,
  );
}

/** @returns the recogniser that stays in use */
export async function stopMove(db: Db, modelsDir: string): Promise<string> {
  const { movingTo: to = '', ...local } = readLocalManifest(modelsDir);
  const inUse = await recogniserInUse(db, modelsDir);
  await writeLocalManifest(modelsDir, local);
  await record(db, { from: inUse, to, step: 'stopped' });
  return inUse;
}

export interface SwitchedRecogniser extends MoveProgress {
  before: string;
  /** Pairs of people who look alike to the new recogniser. */
  alike: number;
}

/**
 * Takes the recogniser to which the installation moves.
 * @param personJson a person as the details of a refusal have them
 * @returns null when another machine has taken it already
 * @throws {RefusalError} `nobody_over`, `too_few`, `watched_faces`
 */
export async function switchRecogniser(
  { db, config, modelsDir }: Place,
  anyway: boolean,
  personJson: (person: PersonRow) => unknown,
): Promise<SwitchedRecogniser | null> {
  const { movingTo: next = '', ...local } = readLocalManifest(modelsDir);
  const model = mustHaveThreshold(modelsDir, next);
  const inUse = await recogniserInUse(db, modelsDir);
  if (inUse === next) {
    await writeLocalManifest(modelsDir, { ...local, inUse });
    return null;
  }
  const progress = await moveProgress(db, inUse, next);
  mustBeFarEnough(progress, next, anyway, personJson);
  const { people, over } = progress;
  const cipher = await openTemplateCipher(db, config.templateKeyFile, commandActor());
  await noteNextModelDuplicates({ db, cipher, model }, inUse);
  await writeLocalManifest(modelsDir, { ...local, inUse: next });
  await record(db, { from: inUse, to: next, step: 'taken', people, over });
  // Templates stop being stored until the restart. This second search includes people stored meanwhile.
  const alike = await noteNextModelDuplicates({ db, cipher, model }, inUse);
  return { ...progress, before: inUse, alike };
}

function mustBeFarEnough(
  { people, over, lacking, watched }: MoveProgress,
  next: string,
  anyway: boolean,
  personJson: (person: PersonRow) => unknown,
): void {
  const details = { people, over, watched, needPhotos: lacking.map(personJson) };
  if (over === 0 && people > 0) {
    throw new RefusalError(
      'nobody_over',
      `Nobody has a template of ${next} yet, so it could recognise nobody. Nothing was changed.`,
      details,
    );
  }
  if (anyway) return;
  if (over < enoughOver * people) {
    throw new RefusalError(
      'too_few',
      `Only ${over} of ${people} people have a template of ${next}; the others would be held until they have new photos. Wait, or say --anyway. Nothing was changed.`,
      details,
    );
  }
  if (watched > 0) {
    throw new RefusalError(
      'watched_faces',
      `${watched} of the own list have a face that ${next} has not seen, and would not be recognised any more. Add them again with a photo first (${vestibule} watchlist list), or say --anyway. Nothing was changed.`,
      details,
    );
  }
}

/** Within this time after a switch, an instance without a restart may still use the former recogniser. */
const restartedByMs = 24 * 60 * 60_000;

/**
 * Erases every template of a recogniser that is not in use any more.
 * @returns how many people had one
 * @throws {RefusalError} `in_use`, `just_changed`
 */
export async function forgetRecogniser(
  { db, config, modelsDir }: Place,
  id: string,
  anyway: boolean,
): Promise<number> {
  const inUse = await recogniserInUse(db, modelsDir);
  if (id === inUse || id === readLocalManifest(modelsDir).movingTo) {
    throw new RefusalError(
      'in_use',
      `${id} is in use, or is being moved to: its templates are needed. Nothing was changed.`,
    );
  }
  const changed = await latestAuditEvent(db, 'recogniser_changed');
  const age = Date.now() - (changed ? Date.parse(changed.at) : 0);
  if (age < restartedByMs && !anyway) {
    throw new RefusalError(
      'just_changed',
      `The recogniser was changed less than a day ago. A service that was not restarted since still compares by ${id}, and would hold everybody. Wait, or say --anyway after every instance was restarted. Nothing was changed.`,
    );
  }
  const cipher = await openTemplateCipher(db, config.templateKeyFile, commandActor());
  const people = await db.transaction().execute(async (transaction) => {
    const owners = await deleteTemplatesOfModel(transaction, id);
    await cipher.expectKeyOf(transaction);
    await cipher.sealPeople(transaction, owners);
    return owners.length;
  });
  await record(db, { from: id, to: inUse, step: 'forgotten', people });
  return people;
}

async function record(db: Db, details: Record<string, string | number>): Promise<void> {
  const event = { action: 'recogniser_changed', actor: commandActor(), subject: null } as const;
  await recordEvent(db, { ...event, details });
}
