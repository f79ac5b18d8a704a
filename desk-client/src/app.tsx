import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OpenApproval } from '../../server/protocol/desk-messages.ts';
import { queue } from './service/queue.ts';
import { notifyOf } from './service/notification.ts';
import { logOut, session } from './service/session.ts';
import { chime, playRing } from './service/sound.ts';
import { clockTime, number, secondsUntil } from './service/words.ts';
import { AccountView } from './views/account.tsx';
import { ExpectedView } from './views/expected.tsx';
import { HistoryView } from './views/history.tsx';
import { ManageView } from './views/manage.tsx';
import { LobbyView } from './views/lobby.tsx';
import { RingingCards } from './views/ringing.tsx';
import { LoginView } from './views/login.tsx';
import { PeopleView } from './views/people.tsx';
import { QueueView } from './views/queue.tsx';
import { say } from './service/language.ts';

const views = {
  queue: { needs: 'see', View: QueueView },
  expected: { needs: 'see', View: ExpectedView },
  history: { needs: 'read_history', View: HistoryView },
  people: { needs: 'see', View: PeopleView },
  manage: { needs: 'manage', View: ManageView },
  lobby: { needs: 'see', View: LobbyView },
  account: { needs: 'see', View: AccountView },
} as const;
type ViewName = keyof typeof views;

const viewNames = Object.keys(views) as ViewName[];
const currentView = signal<ViewName>(viewIn(location.hash));

function viewIn(hash: string): ViewName {
  const name = hash.slice(1).split('/')[0];
  return viewNames.find((each) => each === name) ?? 'queue';
}

window.addEventListener('hashchange', () => (currentView.value = viewIn(location.hash)));

export function App() {
  const current = session.value;
  const waiting = queue.waiting.value.length;
  const title = titleOf(waiting, queue.ringing.value[0] ?? null);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const ringing = queue.ringing.value;
  useEffect(() => notifyOf(ringing), [ringing]);
  // Whichever part of the desk is open.
  useEffect(() => {
    queue.onArrival = chime;
    queue.onRing = playRing;
  }, []);
  if (current === 'opening' || current === 'unreachable') {
    return (
      <main class="quiet">
        <h1>{say('page')}</h1>
        <p role="status">{say(`page.${current}`)}</p>
      </main>
    );
  }
  if (!current.signedIn) return <LoginView ways={current.ways} />;
  const allowed = viewNames.filter((name) => current.may.includes(views[name].needs));
  const { View } = views[allowed.includes(currentView.value) ? currentView.value : 'queue'];
  return (
    <>
      <header class="bar">
        <h1>{say('page')}</h1>
        <nav aria-label={say('page.parts')}>
          {allowed.map((name) => (
            <a
              key={name}
              href={`#${name}`}
              aria-current={name === currentView.value ? 'page' : undefined}
            >
              {say(`tab.${name}`)}
              {name === 'queue' && waiting > 0 && <span class="count">{number(waiting)}</span>}
            </a>
          ))}
        </nav>
        <div class="who">
          <span>{current.user.name}</span>
          <button type="button" class="plain" onClick={() => void logOut()}>
            {say('page.log_out')}
          </button>
        </div>
      </header>
      <LinkState />
      <main class={queue.link.value.kind === 'open' ? undefined : 'stale'}>
        {current.may.includes('let_in') && <RingingCards />}
        <View may={current.may} />
      </main>
    </>
  );
}

/** Seen where the page itself is behind others. */
function titleOf(waiting: number, ringing: OpenApproval | null): string {
  if (ringing) return say('page.ringing', { seconds: secondsUntil(ringing.until) });
  return waiting > 0 ? say('page.waiting', { count: waiting }) : say('page');
}

/** Says that the page is behind, and for how long. */
function LinkState() {
  const { link } = queue;
  const state = link.value;
  if (state.kind === 'open') {
    return state.wasAwayMs === null ? null : (
      <p class="notice" role="status">
        {say('page.back', { seconds: Math.max(1, Math.round(state.wasAwayMs / 1000)) })}
      </p>
    );
  }
  return (
    <p class="notice problem" role="alert">
      {say('page.stale', { time: clockTime(new Date(state.since).toISOString()) })}
    </p>
  );
}
