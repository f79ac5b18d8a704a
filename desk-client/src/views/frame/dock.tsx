import { useEffect, useState } from 'preact/hooks';
import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { queue } from '../../service/queue.ts';
import { refusedPresses } from '../../service/steady-press.ts';
import { clockTime, dateAndTime } from '../../service/words.ts';
import { Icon } from '../icon.tsx';
import { useAct } from '../act.tsx';
import { Button, outcomeText } from '../parts.tsx';
import { EnvoyEntry, waitsInEnvoy } from '../waiting/in-envoy.tsx';
import { question, type Question, undo } from '../waiting/keys.tsx';
import { say } from '../../service/language.ts';

/** Long enough to notice a slip. The list of closed visits offers the way back for longer. */
const toastMs = 20_000;

/**
 * At the lower edge of every view, over the content, so that nothing moves. What was closed last shows only beside the
 * list: over a table it would cover rows.
 */
export function Dock({ isWaiting }: { isWaiting: boolean }) {
  const card = queue.lastAct.value;
  return (
    <aside class="dock" aria-label={say('dock')}>
      <LinkState />
      <CallTrouble />
      <RefusedPress key={refusedPresses.value} />
      {question.value && <AskedAct question={question.value} />}
      {isWaiting && card && <Toast key={`${card.jobId} ${card.seenAt}`} card={card} />}
      <p class="unseen" role="status">
        {queue.news.value}
      </p>
    </aside>
  );
}

/** The visit that was closed here last, with the way back. */
function Toast({ card }: { card: DeskCard }) {
  const act = useAct();
  const putAway = () => (queue.lastAct.value = null);
  useEffect(() => {
    const timer = window.setTimeout(putAway, toastMs);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div class="toast">
      <span>
        <bdi>{card.visitor ?? say('queue-nameless')}</bdi>: {outcomeText({ ...card, seenBy: null })}
      </span>
      {card.reason !== 'desk_approved' && (
        <Button
          plain
          act="undo"
          of={card.visitor}
          disabled={act.isBusy}
          onPress={() => act.run(() => undo(card))}
        >
          {say('do-undo')}
        </Button>
      )}
      <Button plain label={`${say('do-close')} · ${say('dock')}`} onPress={putAway}>
        <Icon name="away" />
      </Button>
      {waitsInEnvoy(card) && <EnvoyEntry card={card} />}
      {act.problem}
    </div>
  );
}

const saidForMs = 5000;

/** A letter asks before it ends a visit. The question goes with the next key, or by itself. */
function AskedAct({ question: { card, act, key } }: { question: Question }) {
  useEffect(() => {
    const timer = window.setTimeout(() => (question.value = null), saidForMs);
    return () => window.clearTimeout(timer);
  }, [card, act]);
  return (
    <p class="toast" role="alert">
      {say('keys-again', {
        name: card.visitor ?? say('queue-nameless'),
        act: say(`act-${act}`),
        key: key.toUpperCase(),
      })}
    </p>
  );
}

/** Says why a press did nothing. */
function RefusedPress() {
  const [isSaid, setSaid] = useState(refusedPresses.value > 0);
  useEffect(() => {
    const timer = window.setTimeout(() => setSaid(false), saidForMs);
    return () => window.clearTimeout(timer);
  }, []);
  if (!isSaid) return null;
  return (
    <p class="toast" role="alert">
      {say('page-moved')}
    </p>
  );
}

/** Says that visitors are let in unchecked, or all held, although everything here works. */
function CallTrouble() {
  const trouble = queue.trouble.value;
  if (trouble === null) return null;
  return (
    <p class="notice problem" role="alert">
      {say(`trouble-${trouble.kind}`, { time: trouble.lastAt ? dateAndTime(trouble.lastAt) : '' })}
    </p>
  );
}

/** Says that the page is out of date, since when, and what happens meanwhile. */
function LinkState() {
  const state = queue.link.value;
  if (state.kind === 'open') {
    return state.wasAwayMs === null ? null : (
      <p class="notice" role="status">
        {say('page-back', { seconds: Math.max(1, Math.round(state.wasAwayMs / 1000)) })}
      </p>
    );
  }
  return (
    <p class="notice problem" role="alert">
      {say('page-stale', { time: clockTime(new Date(state.since).toISOString()) })}
    </p>
  );
}
