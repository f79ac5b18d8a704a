import { createHash, randomUUID } from 'node:crypto';
import { listLabel } from '#sanctions-lists';
import { recordEvent } from '../audit/record.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { analysePhotos, type EnrolmentPhoto } from '../people/photos.ts';
import type { Db } from '../store/schema.ts';
import {
  endProposal,
  listProposedLists,
  setListStatus,
  type ProposedListRow,
} from './follow/followed-list-rows.ts';
import {
  changeWatchlistEntry,
  deleteWatchlist,
  deleteWatchlistEntry,
  deleteWatchlistFaces,
  findWatchlistEntry,
  insertWatchlistEntry,
  insertWatchlistFace,
  type EntryWithFaces,
} from '../store/tables/watchlists.ts';
import type { TemplateCipher } from '../templates/cipher.ts';
import type { Vision, PhotoReport } from '#face';
import { putInForce } from './import-list.ts';
import { hasMoved, isUndated, saysLess, type ProposalDetails } from './update-plausibility.ts';
import { validateEntry, normaliseEntry, type EntryMistake, type NewEntry } from './entry.ts';

/** The services that adding a face to the list needs. */
export interface FaceDeps {
  cipher: TemplateCipher;
  vision: Vision;
}

/** Photos of one face, which are analysed and not kept. */
export interface FacePhotos {
  photos: readonly EnrolmentPhoto[];
  making: FaceDeps;
}

/** The reasons why nothing was changed, with the result for each photo. */
export interface ListedRefusal {
  state: 'refused';
  mistakes: EntryMistake[];
  photos: PhotoReport[];
}

export type AddResult = { state: 'added'; id: string; faces: number } | ListedRefusal;

/**
 * Adds an entry to the own list, with its audit event. Any mistake refuses the whole entry.
 * @param findMistakes finds further mistakes, in the transaction that stores the entry
 */
export async function addToWatchlist(
  db: Db,
  actor: string,
  given: NewEntry,
  face: FacePhotos | null = null,
  findMistakes: (transaction: Db) => Promise<EntryMistake[]> = async () => [],
): Promise<AddResult> {
  const now = new Date();
  const entry = normaliseEntry(given);
  const mistakes = validateEntry(entry, now, face !== null);
  // Without a legal basis, the photos are not even analysed.
  if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };
  const looked = face && (await analysePhotos(face.making, face.photos));
  if (looked?.isRefused) return { state: 'refused', mistakes, photos: looked.reports };

  const id = randomUUID();
  const templates = looked?.templates ?? [];
  return db.transaction().execute(async (transaction): Promise<AddResult> => {
    const found = await findMistakes(transaction);
    if (found.length > 0) return { state: 'refused', mistakes: found, photos: [] };
    await insertWatchlistEntry(transaction, {
      id,
      name: entry.name,
      aliases: [...entry.aliases],
      birthDate: entry.birthDate,
      country: entry.country,
      email: entry.email,
      domain: entry.domain,
      phone: entry.phone,
      company: entry.company,
      note: entry.note,
      legalBasis: entry.legalBasis,
      addedBy: actor,
      addedAt: now,
      expiresAt: entry.expiresAt,
    });
    if (face) await storeFaces(transaction, id, face.making, templates);
    const details = { faces: templates.length, expires: entry.expiresAt !== null };
    await recordEvent(transaction, { action: 'watchlist_added', actor, subject: id, details });
    return { state: 'added', id, faces: templates.length };
  });
}

async function storeFaces(
  transaction: Db,
  entryId: string,
  { cipher, vision }: FaceDeps,
  templates: readonly Float32Array[],
): Promise<void> {
  const model = vision.model.id;
  await cipher.expectKeyOf(transaction);
  for (const template of templates) {
    const ciphertext = cipher.encrypt(template, entryId, model);
    const face = { entryId, model, ciphertext, createdAt: new Date() };
    await insertWatchlistFace(transaction, face);
  }
}

/** Identifies an entry's content and face; it differs after any change. */
export function entryVersion(entry: EntryWithFaces): string {
  return createHash('sha256')
    .update(JSON.stringify([saidBy(entry), entry.faces, entry.facesAt]))
    .digest('base64url');
}

export type ChangeResult =
  | { state: 'changed' }
  | ListedRefusal
  /** Somebody took it away, or changed it since it was shown. */
  | { state: 'gone' | 'outdated' };

/**
 * Changes an entry of the own list, and its face.
 * @param version of the entry that the editor saw
 * @param face photos of another face; `keep` or `remove` for the present face
 */
export async function changeInWatchlist(
  db: Db,
  actor: string,
  { id, version }: { id: string; version: string },
  given: NewEntry,
  face: FacePhotos | 'keep' | 'remove' = 'keep',
): Promise<ChangeResult> {
  const after = normaliseEntry(given);
  const photos = typeof face === 'string' ? null : face;
  const early = photos ? validateEntry(after, new Date(), true) : [];
  if (early.length > 0) return { state: 'refused', mistakes: early, photos: [] };
  const looked = photos && (await analysePhotos(photos.making, photos.photos));
  if (looked?.isRefused) return { state: 'refused', mistakes: [], photos: looked.reports };
  return db.transaction().execute(async (transaction): Promise<ChangeResult> => {
    const before = await findWatchlistEntry(transaction, id);
    if (!before) return { state: 'gone' };
    if (entryVersion(before) !== version) return { state: 'outdated' };
    const hasFace = photos !== null || (face === 'keep' && before.faces > 0);
    const mistakes = validateEntry(after, new Date(), hasFace);
    if (mistakes.length > 0) return { state: 'refused', mistakes, photos: [] };
    const [was, is] = [saidBy(before), saidBy(after)];
    const fields: string[] = (Object.keys(is) as (keyof typeof is)[]).filter(
      (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
    );
    if (face !== 'keep') fields.push('face');
    if (fields.length === 0) return { state: 'changed' };
    await changeWatchlistEntry(transaction, id, after);
    if (face !== 'keep') await deleteWatchlistFaces(transaction, id);
    if (photos && looked) await storeFaces(transaction, id, photos.making, looked.templates);
    const event = { action: 'watchlist_changed', actor, subject: id } as const;
    await recordEvent(transaction, { ...event, details: { fields } });
    return { state: 'changed' };
  });
}

/** Returns the content in a fixed order, without the columns that only a stored row has. */
function saidBy(entry: NewEntry): NewEntry {
  const { name, aliases, birthDate, country, email, domain, phone, company } = entry;
  const { note, legalBasis, expiresAt } = entry;
  return {
    ...{ name, aliases, birthDate, country, email, domain, phone, company },
    ...{ note, legalBasis, expiresAt },
  };
}

/** Removes an entry with its face. False when there is no such entry. */
export async function removeFromWatchlist(db: Db, actor: string, id: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deleteWatchlistEntry(transaction, id))) return false;
    await recordEvent(transaction, { action: 'watchlist_removed', actor, subject: id });
    return true;
  });
}

/**
 * Decides on a proposed list: it replaces the list in force, or is deleted.
 * @param listId the list that was looked at, because a newer proposal may exist
 * @returns the decided proposal; null when it no longer waits
 */
export async function decideOnList(
  db: Db,
  actor: string,
  listId: number,
  decision: 'accept' | 'reject',
): Promise<ProposedListRow | null> {
  return db.transaction().execute(async (transaction) => {
    const proposed = (await listProposedLists(transaction)).find((one) => one.listId === listId);
    if (!proposed || !(await endProposal(transaction, listId))) return null;
    const isAccepted = decision === 'accept';
    const { proposedAt } = proposed;
    await setListStatus(transaction, proposed, isAccepted ? 'in_force' : 'rejected', proposedAt);
    if (isAccepted) await putInForce(transaction, actor, listId, proposed);
    else {
      await deleteWatchlist(transaction, listId);
      const details = { list: listLabel(proposed), date: proposed.listDate };
      await recordEvent(transaction, { action: 'watchlist_rejected', actor, details });
    }
    return proposed;
  });
}

/** Describes the question about a proposed list in a sentence. */
export function proposalQuestion(proposed: ProposedListRow): string {
  const { doubt, entries, entriesBefore, entriesKept, listDate } = proposed;
  const details = detailsOf(proposed);
  const label = listLabel(proposed);
  const dated = listDate === null ? '' : ` of ${listDate}`;
  if (doubt === 'list_shrunk') {
    return `The new list ${label}${dated} has ${entries} entries, the one in force ${entriesBefore}: it may be cut off. Look at what its publisher says.`;
  }
  if (doubt === 'list_says_less') return saysLess(label, details);
  if (doubt === 'list_moved') return hasMoved(label, details);
  if (doubt === 'list_undated') return isUndated(label, details['dateBefore'] ?? '–');
  if (doubt === 'list_older') {
    return `The file of ${label} is of ${listDate}, and the list in force of ${details['dateBefore']}: it may be an older one, or the date in force is wrong.`;
  }
  return `Of the ${entriesBefore} entries of ${label} in force, ${entriesKept} are in the new list${dated}: it may be another list.`;
}

/** Returns the details that the question names besides its numbers. */
export function detailsOf({ details }: Pick<ProposedListRow, 'details'>): ProposalDetails {
  return details === null ? {} : (JSON.parse(details) as ProposalDetails);
}

/** @param label `ofac`, or `ofac/consolidated` @throws {OperatorError} */
export async function proposedAs(db: Db, label: string): Promise<ProposedListRow> {
  const proposed = (await listProposedLists(db)).find((one) => listLabel(one) === label);
  if (proposed) return proposed;
  throw new OperatorError(`No list waits to be looked at as ${label}. Nothing was changed.`);
}
