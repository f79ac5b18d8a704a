import type { DeskCard } from '../../../server/protocol/desk-messages.ts';
import { visitOf } from './queue.ts';

/** A visitor's place in the list. A card that is closed keeps it while nothing may move. */
export interface Row {
  visit: string;
  group: RowGroup;
  card: DeskCard;
}

/** `procedure`: who is on a list, or shows something that is not their face. */
export type RowGroup = 'procedure' | 'document';

interface Cards {
  /** Those to be shown, in their order. */
  waiting: readonly DeskCard[];
  /** Closed lately, for those that keep their places. */
  closed: readonly DeskCard[];
}

/**
 * The rows of the list. While it is held, each row keeps its place, closed or not, and what is new comes behind
 * the last one; a new alarm, which belongs above the others, waits until the list is free.
 */
export function arrange(before: readonly Row[], cards: Cards, isHeld: boolean): Row[] {
  const rows = cards.waiting.map(rowOf);
  const procedure = rows.filter(({ group }) => group === 'procedure');
  const document = rows.filter(({ group }) => group === 'document');
  if (!isHeld) return [...procedure, ...document];
  const cardOf = new Map([...cards.closed, ...cards.waiting].map((card) => [visitOf(card), card]));
  const kept = before.map((row) => ({ ...row, card: cardOf.get(row.visit) ?? row.card }));
  const known = new Set(before.map(({ visit }) => visit));
  return [...kept, ...document.filter(({ visit }) => !known.has(visit))];
}

function rowOf(card: DeskCard): Row {
  return { visit: visitOf(card), group: card.isAlarm ? 'procedure' : 'document', card };
}
