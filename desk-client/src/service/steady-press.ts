import { signal } from '@preact/signals';

/**
 * A press lets somebody in or ends a visit only where its button did not move. In a list that changes, another
 * visitor's button may slide under the pointer between aim and press.
 *
 * Three rules apply to buttons with `data-steady`. For a while after a button moved or appeared, `aria-disabled` bars it.
 * A mouse must have moved onto the button, or a turn of its wheel must have brought the button under it. The second
 * press of a double click never counts. After a refused press the mouse must move again; a finger must wait.
 */

/** By then, a person who saw the move has stopped the press. */
const settleMs = 400;
/** By then, a person has read that their press was refused. */
const refusalMs = 1500;
/** The scroll of a wheel's turn has begun and ended by then. */
const wheelMs = 1000;
/** A hand that presses moves the mouse by less, in CSS pixels. */
const leastMove = 6;

/** Number of presses that were refused because the button had moved. */
export const refusedPresses = signal(0);

interface Standing {
  x: number;
  y: number;
  /** The page's scroll position at that time. */
  scrolled: number;
  /** A press counts from this time on. */
  steadyAt: number;
}

interface Point {
  x: number;
  y: number;
}

const standings = new WeakMap<HTMLElement, Standing>();
/** The button that the mouse aims at; undefined: there is no mouse. */
let aimed: HTMLElement | null | undefined;
/** The mouse's place at its last move. */
let pointer: Point | null = null;
/** The mouse's place when its button went away or refused a press. It aims at nothing else before it leaves. */
let spent: Point | null = null;
let wheelTurnedAt = -Infinity;
let settling = 0;

function steadyButtons(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>('[data-steady]');
}

function buttonOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-steady]') : null;
}

function buttonAt({ x, y }: Point): HTMLElement | null {
  return buttonOf(document.elementFromPoint(x, y));
}

/** Compares each button's position with the last one, and bars the buttons that moved. */
function look(): void {
  const now = performance.now();
  for (const button of steadyButtons()) {
    const { x, y } = button.getBoundingClientRect();
    const standing = { x, y, scrolled: window.scrollY };
    const before = standings.get(button);
    const isSteady = before !== undefined && isSamePlace(before, standing);
    standings.set(button, { ...standing, steadyAt: before?.steadyAt ?? now });
    if (!isSteady) bar(button, settleMs);
  }
}

/** Whether a button kept its place on the screen or on the page. Scrolling does not count as a move. */
function isSamePlace(before: Standing, now: Omit<Standing, 'steadyAt'>): boolean {
  const down = now.y - before.y;
  const scrolled = now.scrolled - before.scrolled;
  const isStill = Math.abs(down) < 1 || Math.abs(down + scrolled) < 1;
  return isStill && Math.abs(now.x - before.x) < 1;
}

function bar(button: HTMLElement, forMs: number): void {
  const standing = standings.get(button);
  if (!standing) return;
  standing.steadyAt = Math.max(standing.steadyAt, performance.now() + forMs);
  button.setAttribute('aria-disabled', 'true');
  if (settling === 0) settling = window.setTimeout(settle, forMs);
}

function settle(): void {
  settling = 0;
  const now = performance.now();
  let next = Infinity;
  for (const button of steadyButtons()) {
    if (!button.hasAttribute('aria-disabled')) continue;
    const left = (standings.get(button)?.steadyAt ?? 0) - now;
    if (left <= 0) button.removeAttribute('aria-disabled');
    else next = Math.min(next, left);
  }
  if (next !== Infinity) settling = window.setTimeout(settle, next);
}

/** A key presses the focused button, wherever the button is. */
function isByPointer(click: MouseEvent): boolean {
  return click.detail > 0;
}

function refuse(click: MouseEvent): void {
  const button = buttonOf(click.target);
  if (button === null || !isByPointer(click)) return;
  look();
  const isSecond = click.detail > 1;
  const isOther = aimed !== undefined && aimed !== button;
  if (!isSecond && !isOther && !button.hasAttribute('aria-disabled')) return;
  click.preventDefault();
  click.stopImmediatePropagation();
  // The first press was either counted or refused with a message.
  if (isSecond) return;
  if (aimed === undefined) {
    bar(button, refusalMs);
  } else {
    aimed = null;
    spent = { x: click.clientX, y: click.clientY };
  }
  refusedPresses.value++;
}

function aim({ pointerType, clientX: x, clientY: y }: PointerEvent): void {
  if (pointerType !== 'mouse') return forgetMouse();
  // The page changed under the mouse while it rested.
  if (pointer && buttonAt(pointer) !== aimed) spent ??= pointer;
  pointer = { x, y };
  if (spent && Math.hypot(x - spent.x, y - spent.y) < leastMove) return;
  spent = null;
  aimed = buttonAt(pointer);
}

function forgetMouse(): void {
  aimed = undefined;
  pointer = null;
  spent = null;
}

/** The reader turned the wheel and sees what it brought under the mouse. */
function aimAfterWheel(): void {
  if (!pointer || performance.now() - wheelTurnedAt > wheelMs) return;
  spent = null;
  aimed = buttonAt(pointer);
}

/** Call this once. It covers the whole page. */
export function watchPresses(): void {
  const changes = { attributeFilter: ['class', 'style', 'hidden', 'open', 'dir'] };
  const observer = new MutationObserver(look);
  observer.observe(document.body, {
    ...{ childList: true, subtree: true, characterData: true },
    ...changes,
  });
  window.addEventListener('resize', look);
  const everywhere = { capture: true, passive: true };
  document.addEventListener('wheel', () => (wheelTurnedAt = performance.now()), everywhere);
  // Of a part of the page, such as the card: its buttons move when the reader scrolls, not when they press.
  document.addEventListener('scroll', look, everywhere);
  document.addEventListener('scrollend', aimAfterWheel, everywhere);
  document.addEventListener('pointermove', aim);
  document.addEventListener('pointerdown', ({ pointerType }) => {
    if (pointerType !== 'mouse') forgetMouse();
  });
  document.addEventListener('click', refuse, { capture: true });
}
