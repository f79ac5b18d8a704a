/**
 * Remembers whether the keyboard was last aimed at a ring. A ring ends at any time, and its focus falls to the page: a
 * letter that is meant for its visitor would then act on the open card, which is another visitor's.
 */

let isAimed = false;

/** Whether an event comes from the rings, which lie over the page. */
export function isFromRings({ target }: Event): boolean {
  return target instanceof Element && target.closest('.on-top') !== null;
}

/** Call this when the reader asks for a ring, even if none is left. */
export function aimAtRings(): void {
  isAimed = true;
}

/** Call this when the reader goes to the list, or has answered a ring. */
export function aimAtList(): void {
  isAimed = false;
}

/** Whether a letter may be meant for a visitor who rings, or who rang. */
export function isAimedAtRings(): boolean {
  return isAimed;
}

/** Call this once. It covers the whole page. */
export function watchRingAim(): void {
  const leave = (event: Event) => {
    if (!isFromRings(event)) isAimed = false;
  };
  document.addEventListener('pointerdown', leave, { capture: true });
  document.addEventListener('keydown', (event) => event.key === 'Tab' && leave(event), {
    capture: true,
  });
  document.addEventListener('focusin', (event) => {
    if (isFromRings(event)) isAimed = true;
  });
}
