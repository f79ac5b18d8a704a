import type { DeskCard } from '../../protocol/desk-messages.ts';
import type { Db } from '../../store/schema.ts';
import { earlierCards, type DeskCardRow } from '../../store/tables/desk-cards.ts';
import { latestMessagesOn } from '../../store/tables/outbox.ts';
import { findSignIns, type SignInRow } from '../../store/tables/sign-ins.ts';
import { ownEntries, readCard, writtenBy, type AccountNames, type CardReading } from './card.ts';

interface Deps {
  db: Db;
  names: AccountNames;
  /** Its cipher has read its key already. */
  reading: CardReading;
}

/** Builds the cards that the desk shows, from their rows and the records beside them. */
export class CardReader {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async readAll(rows: readonly DeskCardRow[]): Promise<DeskCard[]> {
    const jobIds = rows.map(({ jobId }) => jobId);
    const signIns = await findSignIns(this.#deps.db, jobIds);
    return this.read(rows, new Map(signIns.map((signIn) => [signIn.jobId, signIn])));
  }

  /** Leaves out cards whose sign-in is missing. */
  async read(
    rows: readonly DeskCardRow[],
    signInOf: ReadonlyMap<string, SignInRow>,
  ): Promise<DeskCard[]> {
    const { db, names, reading } = this.#deps;
    const jobIds = rows.map(({ jobId }) => jobId);
    const messages = await latestMessagesOn(db, 'desk_wrote', jobIds);
    await names.learn([
      ...messages.map(writtenBy),
      ...rows.flatMap(({ seenBy, withBy }) => [seenBy, withBy]),
    ]);
    const messageOf = new Map(messages.map((one) => [one.subject, one]));
    const closed = await earlierCards(
      db,
      rows.flatMap(({ firstJobId }) => firstJobId ?? []),
    );
    const isAnyListed = [...signInOf.values()].some(({ reason }) => reason === 'watchlist_hit');
    const listed = isAnyListed ? await ownEntries(db) : undefined;
    return rows.flatMap((row) => {
      const { jobId, firstJobId } = row;
      const signIn = signInOf.get(jobId);
      const earlier = closed.filter((one) => {
        const isOfVisit = firstJobId !== null && (one.firstJobId ?? one.jobId) === firstJobId;
        return isOfVisit && one.jobId !== jobId && one.heldAt <= row.heldAt;
      });
      const told = messageOf.get(jobId);
      const beside = { told, earlier, listed };
      return signIn ? [readCard(row, signIn, beside, reading)] : [];
    });
  }
}
