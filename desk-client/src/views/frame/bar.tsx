import type { ComponentChildren } from 'preact';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import type { LobbyScreen } from '#server/protocol/desk-messages.ts';
import { canNotify, notifies, switchNotification } from '../../service/notification.ts';
import { queue } from '../../service/queue.ts';
import { ownSession, setPreferences } from '../../service/session.ts';
import { saysSilent, soundIsOn, switchSound } from '../../service/sound.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { placeName } from '../../service/words.ts';
import { Icon } from '../icon.tsx';
import { Tick } from '../fields.tsx';
import { say, saying } from '../../service/language.ts';
import { Find } from './find.tsx';
import { checksVisitors } from './rail.tsx';

/** Visible in every part of the desk: the choice of a place, a search, the lobby screens, and the sound. */
export function Bar({ may }: { may: readonly DeskAct[] }) {
  return (
    <header class="bar">
      <Office />
      <PlaceChoice />
      <Find may={may} />
      <Screens />
      <Alerts canBeRung={may.includes('let_in')} />
    </header>
  );
}

function Office() {
  const office = ownSession.value?.office;
  return office ? <strong class="office">{office}</strong> : null;
}

/** The account remembers the choice. Of one place there is only its name. */
function PlaceChoice() {
  const chosen = waitingList.place.value;
  const cards = [...queue.waiting.value, ...queue.closed.value, ...queue.underway.value];
  const places = new Set([...cards.map(({ location }) => location), chosen].filter(Boolean));
  const [only = null] = places;
  if (places.size < 2 && chosen === null) return <span class="quiet only">{placeName(only)}</span>;
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
            aria-label={labelOf(screen)}
            title={labelOf(screen)}
          >
            <span class="light" aria-hidden="true" />
            <span>{stateOf(screen)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The whole name, of which the bar shows the beginning. */
function labelOf(screen: LobbyScreen): string {
  return checksVisitors(screen) ? screen.name : say('bar-unchecked', { name: screen.name });
}

function stateOf(screen: LobbyScreen): ComponentChildren {
  const name = <bdi>{screen.name}</bdi>;
  return checksVisitors(screen) ? name : saying('bar-unchecked', { name });
}

function Alerts({ canBeRung }: { canBeRung: boolean }) {
  return (
    <>
      {saysSilent.value && (
        <button type="button" class="pill silent" onClick={() => switchSound(true)}>
          <Icon name="bellOff" />
          {say('bar-silent')}
        </button>
      )}
      <details class="menu" onToggle={() => saysSilent.value && switchSound(soundIsOn.value)}>
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
    </>
  );
}
