/**
 * Tells one key that is pressed as a shortcut from typed words and from a badge scanner, which is a keyboard to the
 * browser and ends with Enter. Letters of those must end no visit.
 */

/** A scanner and most typists leave less time between two characters. */
const apartMs = 350;
/** A slow typist leaves less time between two characters. */
const quietMs = 1000;

/** Letters that act on the open card. */
export const actOfKey: Readonly<Record<string, string>> = {
  i: 'let_in',
  h: 'host',
  w: 'with',
  n: 'note',
  l: 'left',
  t: 'turned_away',
  z: 'undo',
};

let typedAt = -Infinity;
let beforeMs = Infinity;
let waiting = 0;

const fields = 'input:not([type=checkbox], [type=radio]), textarea, select';

/** Whether a key belongs to a field. */
export function isInField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(fields) !== null;
}

/** Returns the character of a key press outside a field; null: another key, or a part of a longer shortcut. */
export function characterOf(event: KeyboardEvent): string | null {
  const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
  return event.key.length === 1 && !isShortcut && !isInField(event.target) ? event.key : null;
}

function note(event: KeyboardEvent): void {
  const character = characterOf(event);
  const isPress = event.key === 'Enter' || character === ' ';
  const sinceMs = performance.now() - typedAt;
  if (event.key !== 'Shift') window.clearTimeout(waiting);
  // The space or Enter belongs to the words, not to the button that happens to have the focus.
  if (isPress && sinceMs < quietMs && !isInField(event.target)) {
    event.preventDefault();
    event.stopPropagation();
  }
  // No word has an arrow in it. What follows a slash goes into the search.
  if (event.key.startsWith('Arrow') || character === '/') typedAt = -Infinity;
  if (character === null || character === '/' || isPress) return;
  beforeMs = sinceMs;
  typedAt = performance.now();
}

/** Call this once. It covers the whole page. */
export function watchTyping(): void {
  document.addEventListener('keydown', note, { capture: true });
  document.addEventListener('pointerdown', () => (typedAt = -Infinity), { capture: true });
}

/** Whether no other character came just before the present one. */
export function isApart(): boolean {
  return beforeMs > apartMs;
}

/** Runs an act if no other key came shortly before the present one, and none comes after it. */
export function whenAlone(act: () => void): void {
  if (beforeMs < quietMs) return;
  waiting = window.setTimeout(() => {
    // It was a shortcut, so the next key is the first one again.
    typedAt = -Infinity;
    act();
  }, apartMs);
}
