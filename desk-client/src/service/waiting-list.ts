import { visitOf, queue } from './queue.ts';
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { PointerHold } from './pointer-hold.ts';
import { ownSession, session } from './session.ts';
import { isWide } from './wide.ts';
import { isSecurity } from './words.ts';

const orders = ['longest', 'latest', 'name'] as const;
export type Order = (typeof orders)[number];

const storedAs = 'vestibule-desk-compact';

/** Which waiting visitors are shown, in which order, and whose card is open. */
class WaitingList {
  readonly order = signal<Order>('longest');
  readonly isCompact = signal(localStorage.getItem(storedAs) === 'on');
  readonly #chosen = signal<string | null>(null);
  /** The visit whose card the page opened by itself; null once the reader has chosen one. */
  readonly #proposed = signal<string | null>(null);
  /** The reader closed the card, so that none opens by itself while the list has visitors. */
  #isPutAway = false;
  /** The visit whose card is open. */
  readonly chosen: ReadonlySignal<string | null> = this.#chosen;
  /** Whether the page opened the card. Until the reader turns to its visitor, no letter acts on them. */
  readonly isProposed = computed(
    () => this.#proposed.value !== null && this.#proposed.value === this.#chosen.value,
  );
  readonly pointer = new PointerHold();
  readonly rows = signal<Row[]>([]);
  /** Alarms that the held list does not show yet, in the order of the list. */
  readonly newAlarms = computed(() => {
    const known = new Set(this.rows.value.map(({ visit }) => visit));
    return this.waiting.value.filter((card) => isSecurity(card) && !known.has(visitOf(card)));
  });
  /** The place whose visitors are shown; null: all places. */
  readonly place = computed(() => ownSession.value?.user.place ?? null);
  /** The waiting cards, of the chosen place, in the reader's order. */
  readonly waiting = computed(() => {
    const shown = queue.waiting.value.filter((card) => this.isHere(card));
    return sort(shown, this.order.value);
  });
  /** The open card, which may be closed already. */
  readonly chosenCard = computed(() => {
    const cards = [...queue.waiting.value, ...queue.closed.value];
    return cards.find((card) => visitOf(card) === this.chosen.value) ?? null;
  });

  constructor() {
    // The next account begins with the whole list.
    effect(() => {
      const current = session.value;
      if (typeof current === 'string' || current.signedIn) return;
      this.choose(null);
      this.#isPutAway = false;
    });
    let asked = '';
    effect(() => {
      const cards = { waiting: this.waiting.value, closed: queue.closed.value };
      // A new order or place shows at once.
      const before = asked;
      asked = JSON.stringify([this.order.value, this.place.value]);
      const isHeld = this.pointer.isHeld.value && asked === before;
      this.rows.value = arrange(
        untracked(() => this.rows.value),
        cards,
        isHeld,
      );
    });
    effect(() => this.#propose());
  }

  /** Opens the card of a visit, as the reader asks. @param visit null: none is open */
  choose(visit: string | null): void {
    this.#isPutAway = visit === null;
    this.#proposed.value = null;
    this.#chosen.value = visit;
  }

  /** Opens the first visitor's card beside the list when none is open. An open card never changes by itself. */
  #propose(): void {
    const [first] = this.rows.value.filter(({ card }) => card.seenAt === null);
    if (!first) this.#isPutAway = false;
    if (!isWide.value && untracked(() => this.isProposed.value)) this.choose(null);
    if (!isWide.value || this.chosen.value !== null || this.#isPutAway || !first) return;
    this.#chosen.value = first.visit;
    this.#proposed.value = first.visit;
  }

  /** Puts new alarms at their place, and opens the first. */
  showNewAlarms(): void {
    const [first] = this.newAlarms.value;
    this.pointer.release();
    if (first) this.choose(visitOf(first));
  }

  isHere({ location }: { location: string | null }): boolean {
    return this.place.value === null || location === this.place.value;
  }

  get orders(): readonly Order[] {
    return orders;
  }

  setCompact(isCompact: boolean): void {
    this.isCompact.value = isCompact;
    localStorage.setItem(storedAs, isCompact ? 'on' : 'off');
  }
}

/** @param cards the longest wait first. In that order, visitors whose ring the desk missed come first. */
function sort(cards: readonly DeskCard[], order: Order): DeskCard[] {
  const isMissed = ({ unansweredSince }: DeskCard) => Number(unansweredSince !== null);
  if (order === 'longest') return cards.toSorted((a, b) => isMissed(b) - isMissed(a));
  if (order === 'latest') return cards.toReversed();
  const { compare } = new Intl.Collator(document.documentElement.lang);
  return cards.toSorted((a, b) => compare(a.visitor ?? '', b.visitor ?? ''));
}

export const waitingList = new WaitingList();

/** A visitor's place in the list. A closed card keeps its place while the list is held. */
export interface Row {
  visit: string;
  group: RowGroup;
  card: DeskCard;
}

/** `procedure`: the visitor is on a list, or shows something that is not their face. */
export type RowGroup = 'procedure' | 'document';

interface Cards {
  /** The waiting cards to show, in their order. */
  waiting: readonly DeskCard[];
  /** Cards closed lately, for rows that keep their places. */
  closed: readonly DeskCard[];
}

/**
 * Returns the rows of the list. While the list is held, each row keeps its place, and new rows come last. A new alarm
 * belongs above the others, so its row waits until the list is free; the head of the list shows it at once.
 */
function arrange(before: readonly Row[], cards: Cards, isHeld: boolean): Row[] {
  const rows = cards.waiting.map(rowOf);
  const procedure = rows.filter(({ group }) => group === 'procedure');
  const document = rows.filter(({ group }) => group === 'document');
  if (!isHeld || before.length === 0) return [...procedure, ...document];
  const cardOf = new Map([...cards.closed, ...cards.waiting].map((card) => [visitOf(card), card]));
  const kept = before.map((row) => ({ ...row, card: cardOf.get(row.visit) ?? row.card }));
  const known = new Set(before.map(({ visit }) => visit));
  return [...kept, ...document.filter(({ visit }) => !known.has(visit))];
}

function rowOf(card: DeskCard): Row {
  return { visit: visitOf(card), group: isSecurity(card) ? 'procedure' : 'document', card };
}
