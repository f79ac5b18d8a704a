import { useEffect, useRef } from 'preact/hooks';
import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { queue, visitOf } from '../../service/queue.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { signal } from '@preact/signals';
import { actOfKey, isApart, isForPage, whenAlone } from '../../service/lone-keys.ts';
import { isWide } from '../../service/wide.ts';
import { aimAtList, isAimedAtRings, isFromRings } from '../../service/ring-aim.ts';
import { Button, isFocusLost } from '../parts.tsx';
import { say } from '../../service/language.ts';

/** As the list of keys shows them. A letter acts on the open card, unless it may be meant for a ring. */
const keys = [
  ...(['ArrowDown', 'ArrowUp', 'Enter', 'i', 'z', 'h', 'w', 'n', 'l', 't', 'r'] as const),
  ...(['Ctrl+Enter', '/', 'Escape', '?'] as const),
];

/** Acts that nobody repeats by mistake. The others wait until it is clear that no words are typed. */
const atOnce: ReadonlySet<string> = new Set(['host', 'with', 'note']);
/** Acts that are rare and ask first. */
const asking: ReadonlySet<string> = new Set(['left', 'turned_away']);
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function names(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.row[data-visit]:not(.leaving) .name')];
}

function visitOfName(name: Element | null | undefined): string | null {
  return name?.closest<HTMLElement>('.row')?.dataset['visit'] ?? null;
}

/**
 * Call this before a visit is closed. Returns a function that focuses the next row, where work by keys continues, or the
 * heading beside the empty list. It does nothing if the reader has gone elsewhere in the meantime: to a field or a ring.
 */
export function focusBelow(visit: string): () => void {
  const from = document.activeElement;
  const visits = names().map(visitOfName);
  const at = visits.indexOf(visit);
  const next = visits[at + 1] ?? visits[at - 1] ?? null;
  return () => {
    if (!isFocusLost() && document.activeElement !== from) return;
    const row = names().find((name) => visitOfName(name) === next);
    (row ?? document.querySelector<HTMLElement>('.detail h2'))?.focus();
  };
}

/** Focuses the row of a visit after its button or card has gone, unless the focus is elsewhere. Opens no card. */
export function focusRow(visit: string | null): void {
  if (!isFocusLost()) return;
  const chosen = waitingList.chosen.value;
  const row = names().find((name) => visitOfName(name) === visit);
  (row ?? closedName(visit))?.focus();
  waitingList.choose(chosen);
}

/** A visit that has ended may be open from the list of closed ones. */
function closedName(visit: string | null): HTMLElement | null {
  return document.querySelector(`.row[data-closed="${CSS.escape(visit ?? '')}"] .name`);
}

/** Closes the open card. Its row gets the focus. */
export async function closeCard(visit: string): Promise<void> {
  waitingList.choose(null);
  await Promise.resolve();
  focusRow(visit);
}

/** Puts a visit back among those that wait. Its undo button goes, so its row gets the focus. */
export async function undo(card: DeskCard): Promise<void> {
  await queue.setOutcome(card.jobId, null);
  await Promise.resolve();
  focusRow(visitOf(card));
}

/** Focuses a row. On a wide page, its card opens, too. */
function goTo(name: HTMLElement | undefined): void {
  name?.focus();
  if (name && isWide.value) waitingList.choose(visitOfName(name));
}

/** Opens the card of a visit that a search found, and focuses its row. */
export async function goToVisit(visit: string): Promise<void> {
  location.hash = '#queue';
  waitingList.choose(visit);
  aimAtList();
  // The list may have to be drawn first.
  await new Promise((resolve) => window.setTimeout(resolve));
  names()
    .find((name) => visitOfName(name) === visit)
    ?.focus();
}

/** Moves from the focused row, or from the open one. */
function step(by: number): void {
  aimAtList();
  const all = names();
  const focused = all.findIndex((name) => name === document.activeElement);
  const chosen = all.findIndex((name) => visitOfName(name) === waitingList.chosen.value);
  // After an act, the focus is on the next row already, but its card is not open yet.
  const isNext = isWide.value && focused >= 0 && focused !== chosen && by > 0;
  // The reader turns to the visitor whose card the page has opened.
  if (focused < 0 && waitingList.isProposed.value) return goTo(all[chosen]);
  const from = focused >= 0 ? focused : chosen;
  const to = isNext ? from : from + by;
  goTo(all[from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, to))]);
}

/** The act that a letter has asked about; the same letter again does it. */
export interface Question {
  card: DeskCard;
  act: string;
  key: string;
}

export const question = signal<Question | null>(null);

/** @param showKeys opens the list of keys */
function press(event: KeyboardEvent, showKeys: () => void): void {
  const { key } = event;
  // A key that is held down counts as one press.
  if (event.repeat && !(key in steps)) return;
  const asked = question.value;
  if (key !== 'Shift') question.value = null;
  if (!isForPage(event) || isFromRings(event)) return;
  // Another letter than the one that was asked for is no answer, and no act either.
  if (asked && key in actOfKey && key !== asked.key) return;
  const act = key === '?' ? () => isApart() && showKeys() : pressOf(key, asked);
  if (!act) return;
  event.preventDefault();
  act();
}

function pressOf(key: string, asked: Question | null): (() => void) | null {
  const by = steps[key];
  if (by !== undefined) return () => step(by);
  const act = actOfKey[key];
  if (act === 'undo') return later(buttonOf('.toast', act));
  // While a form for the visit is open or opens, no letter acts on the visit.
  if (document.querySelector('.detail form, .detail [data-act]:disabled')) return null;
  const { value: chosen } = waitingList.chosen;
  if (key === 'Escape' && chosen !== null) return () => void closeCard(chosen);
  return act === undefined || isAimedAtRings() ? null : actOnCard(key, act, asked);
}

/** The reader looks at the row that has the focus. If another card is open, a letter opens that row's card instead. */
function actOnCard(key: string, act: string, asked: Question | null): (() => void) | null {
  const focused = document.activeElement?.closest<HTMLElement>('.row[data-visit]');
  const card = waitingList.chosenCard.value;
  const chosen = waitingList.chosen.value;
  if (focused && focused.dataset['visit'] !== chosen) {
    return () => goTo(focused.querySelector<HTMLElement>('.name') ?? undefined);
  }
  // Nor has the reader chosen a card that the page has opened.
  if (waitingList.isProposed.value) {
    return () => goTo(names().find((name) => visitOfName(name) === chosen));
  }
  const button = buttonOf('.detail', act);
  if (!button || !card) return null;
  if (atOnce.has(act)) return () => isApart() && button.click();
  if (!asking.has(act) || asked?.card.jobId === card.jobId) return later(button);
  return () => whenAlone(() => (question.value = { card, act, key }));
}

/** Returns the button of an act, unless it has only just appeared, perhaps for another visitor. */
function buttonOf(part: string, act: string): HTMLElement | null {
  return document.querySelector(`${part} button[data-act="${act}"]:not([aria-disabled])`);
}

function later(button: HTMLElement | null): (() => void) | null {
  return button && (() => whenAlone(() => button.isConnected && button.click()));
}

/** Listens on the whole page while the list is shown. `?` and a button open the list of keys. */
export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => press(event, () => dialog.current?.showModal());
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Button kind="plain keyboard" onPress={() => dialog.current?.showModal()}>
        {say('keys')}
      </Button>
      <dialog ref={dialog} aria-label={say('keys')}>
        <dl class="keys">
          {keys.map((key) => (
            <>
              <dt>
                <kbd>{key.replace('Arrow', '')}</kbd>
              </dt>
              <dd>{say(`key-${wordOf(key)}`)}</dd>
            </>
          ))}
        </dl>
        <Button onPress={() => dialog.current?.close()}>{say('do-close')}</Button>
      </dialog>
    </>
  );
}

function wordOf(key: (typeof keys)[number]): string {
  if (key === '?') return 'help';
  if (key === 'Ctrl+Enter') return 'save';
  return key === '/' ? 'find' : key;
}
