import { signal } from '@preact/signals';

/**
 * A press lets somebody in or ends a visit only where its button stood still: in a list that changes, the button of
 * another visitor may come under the pointer between aim and press.
 *
 * Buttons that carry `data-steady` count under two rules. For a while after one moved or appeared, it counts no press;
 * it says so with `aria-disabled`. And with a mouse, it counts only where the pointer itself came to it: a button that
 * slid under a pointer at rest counts from the second press on.
 */

/** A person who saw the move has stopped the press by then. */
const settleMs = 400;

/** Grows with each press that was refused because its button had moved. */
export const refusedPresses = signal(0);

interface Standing {
  x: number;
  y: number;
  /** How far the page was scrolled then. */
  scrolled: number;
  movedAt: number;
}

const standings = new WeakMap<HTMLElement, Standing>();
/** The button under the pointer when it last moved by itself; undefined: nobody knows. */
let aimed: HTMLElement | null | undefined;
let settling = 0;

function steadyButtons(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>('[data-steady]');
}

function buttonOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-steady]') : null;
}

/** Compares where each button stands with where it stood, and bars those that moved. */
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

/** On the screen, or on the page: what the reader scrolls does not move. */
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

/** A key is pressed on the button that has the focus, wherever it stands. */
function isByPointer(click: MouseEvent): boolean {
  return click.detail > 0;
}

function refuse(click: MouseEvent): void {
  const button = buttonOf(click);
  if (button === null || !isByPointer(click)) return;
  look();
  const isOther = aimed !== undefined && aimed !== button;
  if (!isOther && !button.hasAttribute('aria-disabled')) return;
  // The page says so: the next press is meant for this one.
  aimed = button;
  click.preventDefault();
  click.stopImmediatePropagation();
  refusedPresses.value++;
}

function aim(event: PointerEvent): void {
  aimed = event.pointerType === 'mouse' ? buttonOf(event) : undefined;
}

/** To be called once: it covers the whole page. */
export function watchPresses(): void {
  const changes = { attributeFilter: ['class', 'style', 'hidden', 'open', 'dir'] };
  const observer = new MutationObserver(look);
  observer.observe(document.body, {
    ...{ childList: true, subtree: true, characterData: true },
    ...changes,
  });
  window.addEventListener('resize', look);
  // The reader moves what is under the pointer.
  document.addEventListener('wheel', () => (aimed = undefined), { passive: true });
  document.addEventListener('pointermove', aim);
  document.addEventListener('pointerdown', (down) => {
    if (down.pointerType !== 'mouse') aimed = undefined;
  });
  document.addEventListener('click', refuse, { capture: true });
}
