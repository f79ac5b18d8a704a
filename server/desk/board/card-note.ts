import type { RecordCipher } from '../../keys/record-cipher.ts';
import { manyLines } from '../../../packages/printable-text/index.ts';
import { maxNoteLength } from '../../protocol/desk-visit-messages.ts';
import type { Db } from '../../store/schema.ts';
import { findDeskCard, noteOnDeskCard, type DeskCardRow } from '../../store/tables/desk-cards.ts';
import { ActRefusedError, noSuchCard } from '../people/people-acts.ts';

/** Returns the desk's note about the visitor; null where there is none, or it is unreadable. */
export function openNote(
  { note, jobId }: Pick<DeskCardRow, 'note' | 'jobId'>,
  cipher: Pick<RecordCipher, 'open'>,
): string | null {
  const opened = note && cipher.open(note, jobId);
  return typeof opened === 'string' ? opened : null;
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
  const sealed = note === '' ? null : cipher.seal(note, jobId);
  const before = await findDeskCard(transaction, jobId);
  if (!before?.contents) throw noSuchCard();
  if (before.outcome === 'held_again') return false;
  const present = openNote(before, cipher) ?? '';
  if (note === present) return 'unchanged';
  const isSeen = present === was;
  if (isSeen && (await noteOnDeskCard(transaction, jobId, sealed, before.note))) return true;
  const now = await findDeskCard(transaction, jobId);
  if (!now?.contents) throw noSuchCard();
  throw noteChanged(openNote(now, cipher) ?? '');
}

/**
 * Puts the reason for letting in against an alarm above the note, which is sealed and erased with the visitor.
 * @throws {ActRefusedError} without a reason
 */
export async function addWhy(
  transaction: Db,
  jobId: string,
  typed: string,
  cipher: Pick<RecordCipher, 'open' | 'seal'>,
): Promise<void> {
  const why = manyLines(typed).trim().slice(0, maxNoteLength);
  if (why === '') throw whyNeeded();
  const card = await findDeskCard(transaction, jobId);
  if (!card?.contents) throw noSuchCard();
  const note = [why, openNote(card, cipher)].filter(Boolean).join('\n');
  const isWritten = await noteOnDeskCard(transaction, jobId, cipher.seal(note, jobId), card.note);
  if (!isWritten) throw noteChanged(openNote(card, cipher) ?? '');
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
