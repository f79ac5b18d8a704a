import { signal } from '@preact/signals';

/**
 * A press lets somebody in or ends a visit only where its button did not move. In a list that changes, another
 * visitor's button may slide under the pointer between aim and press.
 *
 * Two rules apply to buttons with `data-steady`. For a while after a button moved or appeared, `aria-disabled` bars it.
 * With a mouse, the pointer must have moved onto the button. A button that slid under a resting pointer counts from the
 * second press on.
 */

/** By then, a person who saw the move has stopped the press. */
const settleMs = 400;

/** Number of presses that were refused because the button had moved. */
export const refusedPresses = signal(0);

interface Standing {
  x: number;
  y: number;
  /** The page's scroll position at that time. */
  scrolled: number;
  movedAt: number;
}

const standings = new WeakMap<HTMLElement, Standing>();
/** The button under the pointer when the pointer last moved; undefined: unknown. */
let aimed: HTMLElement | null | undefined;
let settling = 0;

function steadyButtons(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>('[data-steady]');
}

function buttonOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-steady]') : null;
}

/** Compares each button's position with the last one, and bars the buttons that moved. */
function look(): void {
  const now = performance.now();
  let hasMoved = false;
  for (const button of steadyButtons()) {
    const { x, y } = button.getBoundingClientRect();
    const standing = { x, y, scrolled: window.scrollY };
    const before = standings.get(button);
    if (before && isSamePlace(before, standing)) {
      standings.set(button, { ...standing, movedAt: before.movedAt });
      continue;
    }
    standings.set(button, { ...standing, movedAt: now });
    button.setAttribute('aria-disabled', 'true');
    hasMoved = true;
  }
  if (hasMoved && settling === 0) settling = window.setTimeout(settle, settleMs);
}

/** Whether a button kept its place on the screen or on the page. Scrolling does not count as a move. */
function isSamePlace(before: Omit<Standing, 'movedAt'>, now: Omit<Standing, 'movedAt'>): boolean {
  const down = now.y - before.y;
  const scrolled = now.scrolled - before.scrolled;
  const isStill = Math.abs(down) < 1 || Math.abs(down + scrolled) < 1;
  return isStill && Math.abs(now.x - before.x) < 1;
}

function settle(): void {
  settling = 0;
  const now = performance.now();
  let next = Infinity;
  for (const button of steadyButtons()) {
    if (!button.hasAttribute('aria-disabled')) continue;
    const left = (standings.get(button)?.movedAt ?? 0) + settleMs - now;
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
  const button = buttonOf(click);
  if (button === null || !isByPointer(click)) return;
  look();
  const isOther = aimed !== undefined && aimed !== button;
  if (!isOther && !button.hasAttribute('aria-disabled')) return;
  // The page reports the refusal, so the next press is meant for this button.
  aimed = button;
  click.preventDefault();
  click.stopImmediatePropagation();
  refusedPresses.value++;
}

function aim(event: PointerEvent): void {
  aimed = event.pointerType === 'mouse' ? buttonOf(event) : undefined;
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
  // The reader scrolls other content under the pointer.
  document.addEventListener('wheel', () => (aimed = undefined), { passive: true });
  document.addEventListener('pointermove', aim);
  document.addEventListener('pointerdown', (down) => {
    if (down.pointerType !== 'mouse') aimed = undefined;
  });
  document.addEventListener('click', refuse, { capture: true });
}
