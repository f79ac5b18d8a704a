import { visitOf, queue } from './queue.ts';
import { computed, effect, signal, untracked } from '@preact/signals';
import type { DeskCard } from '../../../server/protocol/desk-messages.ts';
import { session } from './session.ts';
import { isSecurity, placeName, reasonChip } from './words.ts';

/** A pointer that rests for so long aims at nothing any more. */
const heldForMs = 10_000;
/** A finger that was on its way comes down by then. */
const heldAfterTouchMs = 1500;

const orders = ['longest', 'latest', 'name'] as const;
export type Order = (typeof orders)[number];

const storedAs = 'vestibule-desk-compact';

/** What of those who wait is shown, in which order, and whose card is open. */
class WaitingList {
  readonly find = signal('');
  readonly order = signal<Order>('longest');
  readonly isCompact = signal(localStorage.getItem(storedAs) === 'on');
  /** Whose card is open, by the visit. */
  readonly chosen = signal<string | null>(null);
  /** A pointer is over the list, and may be on its way to a button. */
  readonly isHeld = signal(false);
  readonly rows = signal<Row[]>([]);
  /** Whose visitors are shown; null: everybody's. */
  readonly place = computed(() => {
    const current = session.value;
    return typeof current !== 'string' && current.signedIn ? current.user.place : null;
  });
  /** As the reader asks for them. */
  readonly waiting = computed(() => {
    const shown = queue.waiting.value.filter((card) => this.isHere(card) && this.#isFound(card));
    return sorted(shown, this.order.value);
  });
  /** The card that is open, closed or not. */
  readonly chosenCard = computed(() => {
    const cards = [...queue.waiting.value, ...queue.closed.value];
    return cards.find((card) => visitOf(card) === this.chosen.value) ?? null;
  });
  #release = 0;

  constructor() {
    // The next account begins with the whole list.
    effect(() => {
      const current = session.value;
      if (typeof current === 'string' || current.signedIn) return;
      this.chosen.value = null;
      this.find.value = '';
    });
    let asked = '';
    effect(() => {
      const cards = { waiting: this.waiting.value, closed: queue.closed.value };
      // What the reader asks for is shown at once.
      const before = asked;
      asked = JSON.stringify([this.find.value, this.order.value, this.place.value]);
      const isHeld = this.isHeld.value && asked === before;
      this.rows.value = arrange(
        untracked(() => this.rows.value),
        cards,
        isHeld,
      );
    });
  }

  isHere({ location }: { location: string | null }): boolean {
    return this.place.value === null || location === this.place.value;
  }

  get orders(): readonly Order[] {
    return orders;
  }

  /** To be called while a pointer is over the list. */
  hold({ pointerType }: PointerEvent): void {
    window.clearTimeout(this.#release);
    this.isHeld.value = true;
    const isMouse = pointerType === 'mouse';
    this.#release = window.setTimeout(() => this.release(), isMouse ? heldForMs : heldAfterTouchMs);
  }

  /** To be called when the pointer has left it. A finger that was lifted comes back. */
  release(event?: PointerEvent): void {
    if (event && event.pointerType !== 'mouse') return;
    window.clearTimeout(this.#release);
    this.isHeld.value = false;
  }

  setCompact(isCompact: boolean): void {
    this.isCompact.value = isCompact;
    localStorage.setItem(storedAs, isCompact ? 'on' : 'off');
  }

  #isFound(card: DeskCard): boolean {
    const { visitor, host, location } = card;
    const wanted = this.find.value.trim().toLocaleLowerCase();
    const texts = [visitor, host, placeName(location), reasonChip(card)];
    return texts.some((text) => (text ?? '').toLocaleLowerCase().includes(wanted));
  }
}

/** @param cards the longest waiting first. Of these, a visitor about whom the desk missed a ring comes first. */
function sorted(cards: readonly DeskCard[], order: Order): DeskCard[] {
  const isMissed = ({ unansweredSince }: DeskCard) => Number(unansweredSince !== null);
  if (order === 'longest') return cards.toSorted((a, b) => isMissed(b) - isMissed(a));
  if (order === 'latest') return cards.toReversed();
  const { compare } = new Intl.Collator(document.documentElement.lang);
  return cards.toSorted((a, b) => compare(a.visitor ?? '', b.visitor ?? ''));
}

export const waitingList = new WaitingList();

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
function arrange(before: readonly Row[], cards: Cards, isHeld: boolean): Row[] {
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
  return { visit: visitOf(card), group: isSecurity(card) ? 'procedure' : 'document', card };
}
