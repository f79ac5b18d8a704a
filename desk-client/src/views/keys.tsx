import { useEffect, useRef } from 'preact/hooks';
import { Button } from './parts.tsx';
import { say } from '../service/language.ts';

/** What a key does in the list; letters only in a row that is open, so that none acts on what was not looked at. */
const keys = ['ArrowDown', 'ArrowUp', 'Enter', 'n', 't', 'l', '?'] as const;

const actOfKey: Record<string, string> = { n: 'note', t: 'turned_away', l: 'left' };

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
  const button = row?.querySelector<HTMLElement>(`.rest button[data-act="${actOfKey[key]}"]`);
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
        {say('keys')}
      </Button>
      <dialog ref={dialog} aria-label={say('keys')}>
        <dl class="keys">
          {keys.map((key) => (
            <>
              <dt>
                <kbd>{key.replace('Arrow', '')}</kbd>
              </dt>
              <dd>{say(`key.${key === '?' ? 'help' : key}`)}</dd>
            </>
          ))}
        </dl>
        <Button onPress={() => dialog.current?.close()}>{say('do.close')}</Button>
      </dialog>
    </>
  );
}
