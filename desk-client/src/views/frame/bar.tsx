import { useRef } from 'preact/hooks';
import type { DeskAct } from '../../../../server/protocol/desk-account-messages.ts';
import type { LobbyScreen } from '../../../../server/protocol/desk-messages.ts';
import { canNotify, notifies, switchNotification } from '../../service/notification.ts';
import { queue } from '../../service/queue.ts';
import { setPreferences } from '../../service/session.ts';
import { soundIsOn, switchSound } from '../../service/sound.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { placeName } from '../../service/words.ts';
import { Icon } from '../icon.tsx';
import { Tick } from '../fields.tsx';
import { say } from '../../service/language.ts';
import { goToFirst } from '../waiting/keys.tsx';
import { checksVisitors } from './rail.tsx';

/** Visible in every part of the desk: the choice of a place, a search, the lobby screens, and the sound. */
export function Bar({ may }: { may: readonly DeskAct[] }) {
  return (
    <header class="bar">
      <PlaceChoice />
      <Find />
      <Screens />
      <Alerts canBeRung={may.includes('let_in')} />
    </header>
  );
}

/** The account remembers the choice. */
function PlaceChoice() {
  const chosen = waitingList.place.value;
  const cards = [...queue.waiting.value, ...queue.closed.value, ...queue.underway.value];
  const places = new Set([...cards.map(({ location }) => location), chosen].filter(Boolean));
  if (places.size < 2 && chosen === null) return null;
  const choose = (place: string) => void setPreferences({ place: place || null }).catch(() => {});
  return (
    <label class="pill place">
      <Icon name="place" />
      <span class="unseen">{say('bar-place')}</span>
      <select value={chosen ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{say('bar-every_place')}</option>
        {[...places].map((place) => (
          <option key={place} value={place ?? ''}>
            {placeName(place)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Searches the waiting visitors, whatever part of the desk is open. */
function Find() {
  const input = useRef<HTMLInputElement>(null);
  const find = (text: string) => {
    waitingList.find.value = text;
    if (text) location.hash = '#queue';
  };
  return (
    <label class="pill find">
      <Icon name="search" />
      <span class="unseen">{say('bar-find')}</span>
      <input
        ref={input}
        id="find"
        type="search"
        placeholder={say('bar-find')}
        value={waitingList.find.value}
        onInput={(event) => find(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            find('');
            input.current?.blur();
          }
          if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          goToFirst();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}

const mostShown = 3;

/** Screens that check no visitors come first. */
function Screens() {
  const screens = queue.screens.value.toSorted(
    (a, b) => Number(checksVisitors(a)) - Number(checksVisitors(b)),
  );
  return (
    <ul class="screens" aria-label={say('tab-lobby')}>
      {screens.slice(0, mostShown).map((screen) => (
        <li key={screen.id}>
          <a
            href="#lobby"
            class={checksVisitors(screen) ? 'pill' : 'pill bad'}
            data-light={checksVisitors(screen) ? 'green' : 'red'}
          >
            <span class="light" aria-hidden="true" />
            <bdi>{stateOf(screen)}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}

function stateOf(screen: LobbyScreen): string {
  return checksVisitors(screen) ? screen.name : say('bar-unchecked', { name: screen.name });
}

function Alerts({ canBeRung }: { canBeRung: boolean }) {
  return (
    <details class="menu">
      <summary class="pill" title={say('bar-alerts')}>
        <Icon name={soundIsOn.value ? 'bell' : 'bellOff'} />
        <span class="unseen">{say('bar-alerts')}</span>
      </summary>
      <div class="card">
        <Tick checked={soundIsOn.value} onTick={switchSound}>
          {say('queue-sound')}
        </Tick>
        {canNotify && canBeRung && (
          <Tick checked={notifies.value} onTick={(on) => void switchNotification(on)}>
            {say('queue-notify')}
          </Tick>
        )}
      </div>
    </details>
  );
}
