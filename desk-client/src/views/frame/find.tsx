import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { say } from '../../service/language.ts';
import { isApart, isForPage } from '../../service/lone-keys.ts';
import { Icon } from '../icon.tsx';
import { groups, type SearchResult, useHits } from './hits.ts';

/** Preact types this role for inputs with a `list` only. */
const combobox: object = { type: 'search', role: 'combobox' };

/** Searches everything that the desk knows, from every view. Enter opens the first result, or the chosen one. */
export function Find({ may }: { may: readonly DeskAct[] }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const { hits, isSearching } = useHits(text, may);
  const at = Math.min(chosen, hits.length - 1);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.repeat || !isForPage(event) || !isApart()) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  const type = (typed: string) => {
    setText(typed);
    setChosen(0);
  };
  const open = (hit: SearchResult | undefined) => {
    if (!hit) return;
    input.current?.blur();
    type('');
    hit.open();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      type('');
      input.current?.blur();
    }
    if (event.key === 'Enter' && !event.isComposing) open(hits[at]);
    if (!step) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(hits.length - 1, at + step)));
  };
  const isOpen = text.trim() !== '';
  return (
    <search class="find">
      <label class="pill">
        <Icon name="search" />
        <span class="unseen">{say('bar-find')}</span>
        <input
          ref={input}
          {...combobox}
          id="find"
          autocomplete="off"
          aria-expanded={isOpen}
          aria-controls="found"
          aria-activedescendant={isOpen && hits[at] ? `found-${at}` : undefined}
          placeholder={say('bar-find')}
          value={text}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={press}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
      {isOpen && <Found hits={hits} at={at} isSearching={isSearching} onOpen={open} />}
    </search>
  );
}

interface FoundProps {
  hits: readonly SearchResult[];
  at: number;
  isSearching: boolean;
  onOpen: (hit: SearchResult) => void;
}

function Found({ hits, at, isSearching, onOpen }: FoundProps) {
  return (
    // A press here must not take the focus from the field.
    <div class="found" onPointerDown={(event) => event.preventDefault()}>
      <div id="found" role="listbox" aria-label={say('find-found')}>
        {groups
          .filter((group) => hits.some((hit) => hit.group === group))
          .map((group) => (
            <div key={group} role="group" aria-label={say(`tab-${group}`)}>
              <strong aria-hidden="true">{say(`tab-${group}`)}</strong>
              {hits.map(
                (hit, nth) =>
                  hit.group === group && (
                    <div
                      key={hit.id}
                      id={`found-${nth}`}
                      role="option"
                      aria-selected={nth === at}
                      onClick={() => onOpen(hit)}
                    >
                      <bdi>{hit.name ?? say('queue-nameless')}</bdi>{' '}
                      <span class="quiet">{hit.about}</span>
                    </div>
                  ),
              )}
            </div>
          ))}
      </div>
      <p class="quiet" role="status">
        {isSearching ? say('page-opening') : hits.length === 0 && say('find-nobody')}
      </p>
    </div>
  );
}
