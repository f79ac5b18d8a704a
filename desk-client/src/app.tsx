import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OpenApproval } from '#server/protocol/desk-messages.ts';
import { queue, visitOf } from './service/queue.ts';
import { notifyOf } from './service/notification.ts';
import { route } from './service/route.ts';
import { ownSession, session } from './service/session.ts';
import { chime, playRing } from './service/sound.ts';
import { waitingList } from './service/waiting-list.ts';
import { isSecurity, reasonChip, secondsUntil } from './service/words.ts';
import { Bar } from './views/frame/bar.tsx';
import { Dock } from './views/frame/dock.tsx';
import { Rail, viewNames, viewNeeds } from './views/frame/rail.tsx';
import type { laterViews as LaterViews } from './views/later.ts';
import { LoginView } from './views/login.tsx';
import { outcomeText } from './views/parts.tsx';
import { RingingCards } from './views/waiting/ringing.tsx';
import { WaitingView } from './views/waiting/waiting-view.tsx';
import { say, speakWhole } from './service/language.ts';

const firstViews = { queue: WaitingView } as const;
const laterViews = signal<Partial<typeof LaterViews>>({});

const retryMs = 3000;

/** Loads the later views once the first page is there. */
export async function loadLaterViews(): Promise<void> {
  try {
    const [later] = await Promise.all([import('./views/later.ts'), speakWhole()]);
    laterViews.value = later.laterViews;
  } catch {
    window.setTimeout(() => void loadLaterViews(), retryMs);
  }
}

/**
 * Announces in every part of the desk what this account has to act on, and the results of its own acts. The acts of
 * other desks would talk over an arrival: of those, only the end of the visit whose card is open here is news.
 */
function tellNews(): void {
  queue.onArrival = (card, isReopened) => {
    if (!isReopened) chime();
    // An alarm concerns every place.
    if (!waitingList.isHere(card) && !isSecurity(card)) return;
    const name = card.visitor ?? say('queue-nameless');
    const words = isReopened ? 'news-waits_again' : 'news-waits';
    queue.news.value = say(words, { name, why: reasonChip(card) });
  };
  queue.onClosed = (card) => {
    const isOwn = card.seenBy === ownSession.value?.user.name;
    if (!isOwn && visitOf(card) !== waitingList.chosen.value) return;
    const name = card.visitor ?? say('queue-nameless');
    queue.news.value = say('news-closed', { name, how: outcomeText(card) });
  };
  queue.onRing = playRing;
}

export function App() {
  const current = session.value;
  const waiting = queue.waiting.value.filter((card) => waitingList.isHere(card)).length;
  const ringing = queue.ringing.value;
  const title = titleOf(waiting, ringing[0] ?? null);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => notifyOf(ringing), [ringing]);
  useEffect(tellNews, []);
  if (current === 'opening' || current === 'unreachable') {
    return (
      <main class="quiet">
        <h1>{say('page')}</h1>
        <p role="status">{say(`page-${current}`)}</p>
      </main>
    );
  }
  if (!current.signedIn) return <LoginView ways={current.ways} office={current.office} />;
  const { may } = current;
  const allowed = viewNames.filter((name) => may.includes(viewNeeds[name]));
  const shown = allowed.find((name) => name === route.value[0]) ?? 'queue';
  const View = { ...firstViews, ...laterViews.value }[shown];
  return (
    <div class={queue.link.value.kind === 'open' ? 'frame' : 'frame stale'}>
      <Rail allowed={allowed} current={shown} user={current.user.name} />
      <Bar may={may} />
      <main class={shown}>
        {View ? <View may={may} /> : <p role="status">{say('page-opening')}</p>}
      </main>
      {may.includes('let_in') && <RingingCards />}
      <Dock isWaiting={shown === 'queue'} />
    </div>
  );
}

/** The tab's title, for readers who look at another page. */
function titleOf(waiting: number, ringing: OpenApproval | null): string {
  if (ringing) return say('page-ringing', { seconds: secondsUntil(ringing.until) });
  return waiting > 0 ? say('page-waiting', { count: waiting }) : say('page');
}
