import type { RecordCipher } from '../../keys/record-cipher.ts';
import { csvCell, foldEmail, foldName } from '#base/text';
import type { YieldToSignIns } from '../../platform/work-queue.ts';
import { outcomeWords } from '../../protocol/desk-messages.ts';
import type {
  HistoryEntry,
  Numbers,
  Story,
  VisitorPage,
} from '../../protocol/desk-history-messages.ts';
import { frontDeskWords, isReason } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import { deskCardsOf, type DeskCardRow } from '../../store/tables/desk-cards.ts';
import {
  checksOf,
  countSignIns,
  signInHistory,
  type HistoryFilter,
  type HistoryRow,
} from '../../store/tables/sign-in-history.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import type { DeskBoard } from './board.ts';
import { openWritten } from './card-note.ts';
import { WeekNumbers } from './week-numbers.ts';
import {
  formerAccount,
  hasCard,
  openContents,
  placeOf,
  type AccountNames,
  type PlaceNames,
  type SealedContents,
} from './card.ts';

const pageSize = 50;
/** Names are encrypted, so a search by name decrypts rows: at most this many for one page. */
const mostRead = 5000;
/** Decrypting this many rows blocks the event loop for some milliseconds. */
const readAtOnce = 100;

export interface HistoryQuery extends Omit<HistoryFilter, 'limit'> {
  /** Part of the visitor's or the host's name. */
  name: string | null;
}

interface HistoryDeps {
  /** Used for reading only. */
  db: Db;
  giveWay: YieldToSignIns;
  cipher: RecordCipher;
  names: AccountNames;
  places: PlaceNames;
}

/** Decided sign-ins, until their retention ends. */
export class DeskHistory {
  readonly #deps: HistoryDeps;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  /** Returns the newest first. `next` is where the next page begins; null on the last page. */
  async page(
    query: HistoryQuery,
  ): Promise<{ entries: HistoryEntry[]; next: HistoryQuery['before'] }> {
    const entries: HistoryEntry[] = [];
    const isWanted = namedLike(query.name);
    const most = query.name === null ? pageSize + 1 : mostRead;
    let last: HistoryQuery['before'] = null;
    let read = 0;
    for await (const rows of this.#rows(query, most)) {
      for (const entry of await this.#entriesOf(rows)) {
        if (!isWanted(entry)) continue;
        if (entries.length === pageSize) return { entries, next: positionOf(entries.at(-1)!) };
        entries.push(entry);
      }
      last = rows.at(-1) ?? null;
      read += rows.length;
    }
    return { entries, next: read < most ? null : last };
  }

  /** Counts the sign-ins of all pages; null for a search by name, which would have to decrypt them all. */
  async counts(query: HistoryQuery): Promise<{ letIn: number; held: number } | null> {
    return query.name === null ? countSignIns(this.#deps.db, query) : null;
  }

  /** Returns the latest sign-ins under a name or an e-mail, the newest first. */
  async visitsOf(who: WantedVisitor): Promise<Pick<VisitorPage, 'entries' | 'isCut'>> {
    const entries: HistoryEntry[] = [];
    let read = 0;
    // Another instance's clock may be ahead.
    const query = { ...everything, to: new Date(Date.now() + dayMs) };
    for await (const rows of this.#rows(query, mostRead)) {
      entries.push(...(await this.#entriesOf(rows, isOf(who))));
      read += rows.length;
      if (entries.length > pageSize) break;
    }
    const isCut = entries.length > pageSize || read >= mostRead;
    return { entries: entries.slice(0, pageSize), isCut };
  }

  /** Yields a CSV file in pieces, of at most `most` sign-ins. It contains no score. */
  async *csv(query: HistoryQuery, most: number): AsyncGenerator<string> {
    yield csvLine(Object.keys(csvColumns));
    const isWanted = namedLike(query.name);
    for await (const rows of this.#rows(query, most)) {
      const entries = (await this.#entriesOf(rows)).filter(isWanted);
      yield entries
        .map((entry) => csvLine(Object.values(csvColumns).map((column) => column(entry))))
        .join('');
    }
  }

  /** Counts at most `most` sign-ins, the newest first. @param zone see `WeekNumbers` */
  async numbers(query: HistoryQuery, zone: string, most: number): Promise<Numbers> {
    const numbers = new WeekNumbers(zone);
    const { db, places } = this.#deps;
    let read = 0;
    for await (const rows of this.#rows(query, most)) {
      const ids = rows.map(({ jobId }) => jobId);
      const cards = await deskCardsOf(db, ids);
      const firsts = cards.flatMap(({ firstJobId }) => firstJobId ?? []);
      for (const card of await deskCardsOf(db, firsts)) numbers.noteHeld(card);
      const cardOf = new Map(cards.map((card) => [card.jobId, card]));
      for (const row of rows) {
        const card = hasCard(row) ? cardOf.get(row.jobId) : undefined;
        numbers.add(row, card, placeOf(null, row.locationId, places));
      }
      read += rows.length;
    }
    return numbers.result(read >= most);
  }

  /** Yields the newest rows first, a few at a time, and gives way to sign-ins in between. */
  async *#rows(query: HistoryQuery, most: number): AsyncGenerator<HistoryRow[]> {
    let { before } = query;
    for (let left = most; left > 0; left -= readAtOnce) {
      const limit = Math.min(left, readAtOnce);
      const rows = await signInHistory(this.#deps.db, { ...query, before, limit });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < limit) return;
      before = last;
      await this.#deps.giveWay();
    }
  }

  /** Returns everything about one sign-in; null when it is no longer kept. */
  async story(jobId: string, board: DeskBoard): Promise<Story | null> {
    const { db } = this.#deps;
    const signIn = await findSignIn(db, jobId);
    if (!signIn) return null;
    const [found] = (
      await signInHistory(db, {
        from: signIn.receivedAt,
        to: new Date(signIn.receivedAt.getTime() + 1),
        locationId: null,
        verdict: null,
        reason: null,
        before: null,
        limit: readAtOnce,
      })
    ).filter((row) => row.jobId === jobId);
    const [entry] = await this.#entriesOf(found ? [found] : []);
    if (!entry) return null;
    const checks = await checksOf(db, jobId);
    return {
      entry,
      card: await board.card(jobId),
      milliseconds: signIn.decidedAt.getTime() - signIn.receivedAt.getTime(),
      checks: checks.map(({ check, passed, reason, note, milliseconds }) => ({
        check,
        passed,
        reason,
        why: passed && reason === 'passed' ? 'Passed.' : reasonExplanation(reason),
        remark: note,
        milliseconds,
      })),
      frames: signIn.frames,
      usableFrames: signIn.usableFrames,
    };
  }

  async #entriesOf(
    rows: readonly HistoryRow[],
    isWanted: (visitor: WantedVisitor) => boolean = () => true,
  ): Promise<HistoryEntry[]> {
    const { db, names } = this.#deps;
    const cards = await deskCardsOf(
      db,
      rows.map(({ jobId }) => jobId),
    );
    await names.learn(cards.map(({ seenBy }) => seenBy));
    const cardOf = new Map(cards.map((card) => [card.jobId, card]));
    return rows.flatMap((row) => {
      const card = cardOf.get(row.jobId);
      const contents = card && openContents(card, this.#deps.cipher);
      const visitor = contents?.visitor ?? row.personName;
      const isShown = isWanted({ name: visitor, email: contents?.email ?? null });
      return isShown ? [this.#entryOf(row, card, { contents, visitor })] : [];
    });
  }

  #entryOf(
    row: HistoryRow,
    card: DeskCardRow | undefined,
    { contents, visitor }: { contents: SealedContents | undefined; visitor: string | null },
  ): HistoryEntry {
    const { places } = this.#deps;
    return {
      jobId: row.jobId,
      at: row.receivedAt.toISOString(),
      visitor,
      host: contents?.host ?? null,
      location: placeOf(contents?.location ?? null, row.locationId, places),
      flow: row.flow,
      verdict: row.verdict === 'approved' ? 'approved' : 'review',
      reason: row.reason,
      why: reasonExplanation(row.reason),
      ...seenOf(hasCard(row) ? card : undefined, this.#deps),
    };
  }
}

function seenOf(card: DeskCardRow | undefined, { names, cipher }: HistoryDeps) {
  const { outcome = null, seenAt = null, seenBy = null } = card ?? {};
  return {
    outcome,
    ...(card ? openWritten(card, cipher) : { note: null, letInReasons: [] }),
    seenAt: seenAt?.toISOString() ?? null,
    seenBy: seenBy === null ? null : (names.nameOf(seenBy) ?? formerAccount),
  };
}

export function reasonExplanation(reason: string): string {
  return frontDeskWords(isReason(reason) ? reason : 'internal_error').why;
}

/** The details by which the desk finds the visits of somebody who is not enrolled. */
export interface WantedVisitor {
  name: string | null;
  email: string | null;
}

const everything: Omit<HistoryQuery, 'to'> = {
  ...{ from: new Date(0), locationId: null, verdict: null, reason: null, name: null, before: null },
};
const dayMs = 24 * 60 * 60_000;

function isOf(who: WantedVisitor): (visitor: WantedVisitor) => boolean {
  const name = foldName(who.name ?? '');
  const email = foldEmail(who.email ?? '');
  return (visitor) =>
    (name !== '' && foldName(visitor.name ?? '') === name) ||
    (email !== '' && foldEmail(visitor.email ?? '') === email);
}

/** @param name part of a name; null: every entry matches */
function namedLike(name: string | null): (entry: HistoryEntry) => boolean {
  if (name === null) return () => true;
  const wanted = foldName(name);
  return ({ visitor, host }) =>
    [visitor, host].some((one) => one !== null && foldName(one).includes(wanted));
}

function positionOf({ at, jobId }: HistoryEntry): HistoryQuery['before'] {
  return { receivedAt: new Date(at), jobId };
}

const csvColumns = {
  time: ({ at }) => at,
  visitor: ({ visitor }) => visitor,
  host: ({ host }) => host,
  location: ({ location }) => location,
  flow: ({ flow }) => flow,
  answer: ({ verdict }) => (verdict === 'approved' ? 'let in' : 'held'),
  why: ({ why }) => why,
  outcome: ({ outcome }) => outcome && outcomeWords[outcome],
  outcome_at: ({ seenAt }) => seenAt,
  outcome_by: ({ seenBy }) => seenBy,
  note: ({ note, letInReasons }) => [...letInReasons, note].filter(Boolean).join('\n') || null,
} as const satisfies Record<string, (entry: HistoryEntry) => string | null>;

function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;
}
