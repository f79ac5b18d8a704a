import { isDeepStrictEqual } from 'node:util';
import type { Db } from '../../store/schema.ts';
import {
  changeWatchlistEntry,
  deleteWatchlistFaces,
  insertWatchlistEntry,
  insertWatchlistFace,
  type WatchlistEntryRow,
  type WatchlistFaceRow,
} from '../../store/tables/watchlists.ts';
import type { TemplateCipher } from '../../templates/cipher.ts';

/** An entry of the own list with its faces, as stored. */
export interface OwnListEntry {
  entry: WatchlistEntryRow;
  faces: Omit<WatchlistFaceRow, 'id'>[];
}

/** Entries of the own list with their faces. */
export async function ownListEntries(db: Db): Promise<OwnListEntry[]> {
  const entries = await db.selectFrom('watchlist_entries').selectAll().orderBy('id').execute();
  const columns = ['entryId', 'model', 'ciphertext', 'createdAt'] as const;
  const faces = await db.selectFrom('watchlist_faces').select(columns).orderBy('id').execute();
  return entries.map((entry) => ({
    entry,
    faces: faces.filter(({ entryId }) => entryId === entry.id),
  }));
}

/** The ciphers of the replaced database and of the copy. */
export interface BothCiphers {
  /** Null when the key is lost: faces under it cannot be read. */
  from: TemplateCipher | null;
  to: TemplateCipher;
}

/**
 * Puts entries into the copy that were added or changed since, with their faces.
 *
 * @param onUnreadFace called with the id of an entry whose face cannot be read
 * @returns a function for one entry, which returns whether the copy changed
 */
export async function listBringer(
  copy: Db,
  { from, to }: BothCiphers,
  onUnreadFace: (id: string) => void,
): Promise<(present: OwnListEntry) => Promise<boolean>> {
  const inCopy = new Map((await ownListEntries(copy)).map((one) => [one.entry.id, one]));
  const facesFor = ({ entry, faces }: OwnListEntry) => {
    try {
      return faces.map((face) => ({ ...face, ciphertext: reencrypt(face, from, to) }));
    } catch {
      onUnreadFace(entry.id);
      return null;
    }
  };
  return async (present) => {
    const { entry } = present;
    const before = inCopy.get(entry.id);
    const areFacesSame = isDeepStrictEqual(timesOf(before), timesOf(present));
    if (before && areFacesSame && isDeepStrictEqual(before.entry, entry)) return false;
    if (before) await changeWatchlistEntry(copy, entry.id, entry);
    else await insertWatchlistEntry(copy, entry);
    const faces = areFacesSame ? null : facesFor(present);
    if (faces) await deleteWatchlistFaces(copy, entry.id);
    for (const face of faces ?? []) await insertWatchlistFace(copy, face);
    return true;
  };
}

/** What tells the faces of an entry apart, whichever key they are under. */
function timesOf(one: OwnListEntry | undefined) {
  return (one?.faces ?? []).map(({ model, createdAt }) => [model, createdAt.getTime()]);
}

function reencrypt(
  { ciphertext, entryId, model }: OwnListEntry['faces'][number],
  from: TemplateCipher | null,
  to: TemplateCipher,
): Buffer {
  if (!from) throw new Error('The key of the replaced database is lost.');
  const turned = from.decryptTransformed(ciphertext, entryId, model);
  return to.encrypt(from.transformOf(model, turned.length).invert(turned), entryId, model);
}
