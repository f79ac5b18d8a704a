import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { RecordCipher } from '../../keys/record-cipher.ts';
import { manyLines } from '#base/text';
import { maxNoteLength } from '../../protocol/desk-visit-messages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard, noteOnDeskCard, type DeskCardRow } from '../../store/tables/desk-cards.ts';
import { ActRefusedError, noSuchCard } from '../people/people-acts.ts';

export interface Written {
  /** The desk's note about the visitor, which everybody at the desk may change; null where there is none. */
  note: string | null;
  /** Why the desk let the visitor in against an alarm, each time. Nobody can change it. */
  letInReasons: string[];
}

const RecordedNote = Type.Object({
  note: Type.Union([Type.String(), Type.Null()]),
  letInReasons: Type.Array(Type.String()),
});

/** Returns what the desk wrote about the visitor: nothing where it is unreadable. */
export function openWritten(
  { note, jobId }: Pick<DeskCardRow, 'note' | 'jobId'>,
  cipher: Pick<RecordCipher, 'open'>,
): Written {
  const opened = note && cipher.open(note, jobId);
  if (Value.Check(RecordedNote, opened)) return opened;
  return { note: typeof opened === 'string' ? opened : null, letInReasons: [] };
}

/** Reasons share the note's column, so that they are erased, exported and sealed with another key like the note. */
function sealWritten(
  { note, letInReasons }: Written,
  jobId: string,
  cipher: Pick<RecordCipher, 'seal'>,
): Buffer | null {
  if (letInReasons.length > 0) return cipher.seal({ note, letInReasons }, jobId);
  return note === null ? null : cipher.seal(note, jobId);
}

/**
 * Replaces the note on a card. Of two writers at once, the second gets the first one's note.
 *
 * @param note as typed; an empty text removes the note
 * @param was the note that the writer saw; empty where there was none
 * @returns false when the visit continues with a later card; `unchanged` when the note says that already
 * @throws {ActRefusedError} when the note has changed meanwhile, or there is no such card
 */
export async function writeNote(
  transaction: Db,
  jobId: string,
  { note: text, was }: { note: string; was: string },
  cipher: Pick<RecordCipher, 'open' | 'seal'>,
): Promise<boolean | 'unchanged'> {
  const note = manyLines(text).trim().slice(0, maxNoteLength);
  const before = await findDeskCard(transaction, jobId);
  if (!before?.contents) throw noSuchCard();
  if (before.outcome === 'held_again') return false;
  const written = openWritten(before, cipher);
  const present = written.note ?? '';
  if (note === present) return 'unchanged';
  const isSeen = present === was;
  const sealed = sealWritten({ ...written, note: note || null }, jobId, cipher);
  if (isSeen && (await noteOnDeskCard(transaction, jobId, sealed, before.note))) return true;
  const now = await findDeskCard(transaction, jobId);
  if (!now?.contents) throw noSuchCard();
  throw noteChanged(openWritten(now, cipher).note ?? '');
}

/** Records the reason for letting in against an alarm. @throws {ActRefusedError} without a reason */
export async function addLetInReason(
  transaction: Db,
  jobId: string,
  typed: string,
  cipher: Pick<RecordCipher, 'open' | 'seal'>,
): Promise<void> {
  const why = manyLines(typed).trim().slice(0, maxNoteLength);
  if (why === '') throw whyNeeded();
  const card = await findDeskCard(transaction, jobId);
  if (!card?.contents) throw noSuchCard();
  const { note, letInReasons } = openWritten(card, cipher);
  const sealed = sealWritten({ note, letInReasons: [...letInReasons, why] }, jobId, cipher);
  const isWritten = await noteOnDeskCard(transaction, jobId, sealed, card.note);
  if (!isWritten) throw noteChanged(note ?? '');
}

function whyNeeded(): ActRefusedError {
  const message = 'This visit is an alarm. Say why the visitor is let in.';
  return new ActRefusedError(409, 'why_needed', message);
}

function noteChanged(note: string): ActRefusedError {
  return new ActRefusedError(
    409,
    'note_changed',
    `Somebody else has changed this note. It says now: “${note}”. Nothing was saved; save again to replace it.`,
    { note },
  );
}
