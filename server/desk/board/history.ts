import type { ContentsCipher } from '../../keys/message-cipher.ts';
import { foldName } from '../../platform/folding.ts';
import { csvCell } from '../../platform/printable.ts';
import type { HistoryEntry, Story } from '../../protocol/desk-messages.ts';
import { frontDeskWords, isReason } from '../../sign-in/reasons.ts';
import type { Db } from '../../store/schema.ts';
import { correctionsOf } from '../../store/tables/corrections.ts';
import { deskCardsOf } from '../../store/tables/desk-cards.ts';
import { checksOf } from '../../store/tables/sign-in-checks.ts';
import {
  signInHistory,
  type HistoryFilter,
  type HistoryRow,
} from '../../store/tables/sign-in-history.ts';
import { findSignIn } from '../../store/tables/sign-ins.ts';
import type { DeskBoard } from './board.ts';
import {
  canCorrect,
  formerAccount,
  openContents,
  readCorrection,
  type AccountNames,
} from './card.ts';

const pageSize = 50;
/** Names are encrypted, so a name is looked for by reading; of at most so many sign-ins for one page. */
const mostRead = 5000;
const readAtOnce = 500;

export interface HistoryQuery extends Omit<HistoryFilter, 'limit'> {
  /** A part of the visitor's name or the host's. */
  name: string | null;
}

interface HistoryDeps {
  db: Db;
  cipher: ContentsCipher;
  names: AccountNames;
}

/** Decided sign-ins, as long as they are kept. */
export class DeskHistory {
  readonly #deps: HistoryDeps;

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
  }

  /** The newest first. `next` says where the next page begins; null on the last. */
  async page(
    query: HistoryQuery,
    size = pageSize,
  ): Promise<{ entries: HistoryEntry[]; next: HistoryQuery['before'] }> {
    const entries: HistoryEntry[] = [];
    const wanted = query.name === null ? null : foldName(query.name);
    let { before } = query;
    for (let read = 0; read < mostRead; read += readAtOnce) {
      const limit = wanted === null ? size + 1 : readAtOnce;
      const rows = await signInHistory(this.#deps.db, { ...query, before, limit });
      for (const entry of await this.#entriesOf(rows)) {
        if (wanted !== null && !isNamed(entry, wanted)) continue;
        if (entries.length === size) return { entries, next: positionOf(entries.at(-1)!) };
        entries.push(entry);
      }
      const last = rows.at(-1);
      if (!last || rows.length < limit) return { entries, next: null };
      before = last;
    }
    return { entries, next: before };
  }

  /** Everything of one sign-in; null when it is not kept any more. */
  async story(jobId: string, board: DeskBoard): Promise<Story | null> {
    const { db, names } = this.#deps;
    const signIn = await findSignIn(db, jobId);
    if (!signIn) return null;
    const [found] = (
      await signInHistory(db, {
        from: signIn.receivedAt.toISOString(),
        to: new Date(signIn.receivedAt.getTime() + 1).toISOString(),
        locationId: null,
        reason: null,
        before: null,
        limit: readAtOnce,
      })
    ).filter((row) => row.jobId === jobId);
    const [entry] = await this.#entriesOf(found ? [found] : []);
    if (!entry) return null;
    const checks = await checksOf(db, jobId);
    const [correction] = await correctionsOf(db, [jobId]);
    await names.learn([correction?.accountId ?? null]);
    return {
      entry,
      card: await board.card(jobId),
      milliseconds: signIn.decidedAt.getTime() - signIn.receivedAt.getTime(),
      checks: checks.map(({ check, passed, reason, note, milliseconds }) => ({
        check,
        passed,
        why: whyOf(reason),
        remark: note,
        milliseconds,
      })),
      frames: signIn.frames,
      usableFrames: signIn.usableFrames,
      canCorrect: canCorrect(signIn),
      correction: readCorrection(correction, names.nameOf),
    };
  }

  async #entriesOf(rows: readonly HistoryRow[]): Promise<HistoryEntry[]> {
    const { db, cipher, names } = this.#deps;
    await cipher.readKey();
    const cards = await deskCardsOf(
      db,
      rows.map(({ jobId }) => jobId),
    );
    await names.learn(cards.map(({ seenBy }) => seenBy));
    const cardOf = new Map(cards.map((card) => [card.jobId, card]));
    return rows.map((row) => {
      const card = cardOf.get(row.jobId);
      const contents = card && openContents(card, cipher);
      return {
        jobId: row.jobId,
        at: row.receivedAt,
        visitor: contents?.visitor ?? row.personName,
        host: contents?.host ?? null,
        location: contents?.location ?? row.locationName ?? row.locationId,
        flow: row.flow,
        verdict: row.verdict === 'approved' ? 'approved' : 'review',
        reason: row.reason,
        why: whyOf(row.reason),
        seenAt: card?.seenAt?.toISOString() ?? null,
        seenBy: card?.seenBy ? (names.nameOf(card.seenBy) ?? formerAccount) : null,
      };
    });
  }
}

function whyOf(reason: string): string {
  return frontDeskWords(isReason(reason) ? reason : 'internal_error').why;
}

function isNamed({ visitor, host }: HistoryEntry, wanted: string): boolean {
  return [visitor, host].some((name) => name !== null && foldName(name).includes(wanted));
}

function positionOf({ at, jobId }: HistoryEntry): HistoryQuery['before'] {
  return { receivedAt: at, jobId };
}

const csvColumns = {
  time: ({ at }) => at,
  visitor: ({ visitor }) => visitor,
  host: ({ host }) => host,
  location: ({ location }) => location,
  flow: ({ flow }) => flow,
  answer: ({ verdict }) => (verdict === 'approved' ? 'let in' : 'held'),
  why: ({ why }) => why,
  seen_to_at: ({ seenAt }) => seenAt,
  seen_to_by: ({ seenBy }) => seenBy,
} as const satisfies Record<string, (entry: HistoryEntry) => string | null>;

/** As a spreadsheet reads it. No score is in it. */
export function historyCsv(entries: readonly HistoryEntry[]): string {
  const lines = [
    Object.keys(csvColumns),
    ...entries.map((entry) => Object.values(csvColumns).map((column) => column(entry))),
  ];
  return lines.map((cells) => `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`).join('');
}
