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

/** Whether a key may be a shortcut of the page: it is no part of a longer one, and no field or dialog gets it. */
export function isForPage(event: KeyboardEvent): boolean {
  const isFree = !isInField(event.target) && !document.querySelector('dialog[open]');
  return isFree && !hasModifier(event);
}

function hasModifier({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

function note(event: KeyboardEvent): void {
  const { key, target } = event;
  const isField = isInField(target);
  const isTyped = key.length === 1 && !hasModifier(event);
  const isPress = (key === 'Enter' || key === ' ') && !isField;
  if (event.repeat) return noteRepeat(event, { isTyped, isPress });
  const sinceMs = performance.now() - typedAt;
  if (key !== 'Shift') window.clearTimeout(waiting);
  // The space or Enter belongs to the words, not to the button that happens to have the focus.
  if (isPress && sinceMs < quietMs) keepFromButtons(event);
  // No word has an arrow in it, and the words of a field end with its Enter.
  const isEnd = /^(Arrow|Escape|Tab)/u.test(key) || (key === 'Enter' && isField);
  if (isEnd) typedAt = -Infinity;
  if (!isTyped || isPress) return;
  beforeMs = sinceMs;
  // A field may go while somebody types into it. The rest of the word is no shortcut.
  typedAt = performance.now();
}

/** A key that is held down presses no button twice, and asks no second time. */
function noteRepeat(
  event: KeyboardEvent,
  { isTyped, isPress }: Record<'isTyped' | 'isPress', boolean>,
) {
  if (isTyped) typedAt = performance.now();
  const isOnButton = event.target instanceof Element && event.target.closest('button, a, summary');
  if (isPress && isOnButton) keepFromButtons(event);
}

function keepFromButtons(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
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
