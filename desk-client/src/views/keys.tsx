import { useEffect, useRef } from 'preact/hooks';
import { Button } from './parts.tsx';

/** What a key does in the list; letters only in a row that is open, so that none acts on what was not looked at. */
const keys = {
  ArrowDown: 'next visitor',
  ArrowUp: 'previous visitor',
  Enter: 'open or close',
  n: 'note (open row)',
  t: 'turned away (open row)',
  l: 'left (open row)',
} as const;

const buttonOfKey: Record<string, string> = { n: 'note', t: 'Turned away', l: 'Left' };

/** Moves between the rows of a list, and presses what a letter stands for. */
export function pressKey(event: KeyboardEvent): void {
  const { target, currentTarget, key } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, textarea, select')) {
    return;
  }
  const rows = [...currentTarget.querySelectorAll<HTMLElement>('li.row:not(.leaving)')];
  const row = target.closest<HTMLElement>('li.row');
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step !== undefined) {
    const next = rows[(row ? rows.indexOf(row) : -1) + step];
    next?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    event.preventDefault();
    return;
  }
  const words = buttonOfKey[key];
  const buttons = [...(row?.querySelectorAll<HTMLElement>('.rest button') ?? [])];
  const button = words && buttons.find(({ textContent }) => textContent?.includes(words));
  if (!button) return;
  event.preventDefault();
  button.click();
}

/** The list of keys, on `?` and behind a button. */
export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const open = ({ key, target }: KeyboardEvent) => {
      const isTyping = target instanceof Element && target.closest('input, textarea, select');
      if (key === '?' && !isTyping) dialog.current?.showModal();
    };
    document.addEventListener('keydown', open);
    return () => document.removeEventListener('keydown', open);
  }, []);
  return (
    <>
      <Button plain onPress={() => dialog.current?.showModal()}>
        Keys
      </Button>
      <dialog ref={dialog} aria-label="Keys">
        <dl class="keys">
          {Object.entries({ ...keys, '?': 'this list' }).map(([key, does]) => (
            <>
              <dt>
                <kbd>{key.replace('Arrow', '')}</kbd>
              </dt>
              <dd>{does}</dd>
            </>
          ))}
        </dl>
        <Button onPress={() => dialog.current?.close()}>Close</Button>
      </dialog>
    </>
  );
}
