import { useEffect, useState } from 'preact/hooks';
import type { OpenApproval } from '#server/protocol/desk-messages.ts';
import { isForPage, whenAlone } from '../../service/lone-keys.ts';
import { queue } from '../../service/queue.ts';
import { remarkWords } from '../../service/remarks.ts';
import { aimAtList, aimAtRings } from '../../service/ring-aim.ts';
import { type RingSlot, ringSlots } from '../../service/ring-slots.ts';
import {
  clockTime,
  dateAndTime,
  day,
  placeName,
  reasonWords,
  secondsUntil,
} from '../../service/words.ts';
import { useAct } from '../act.tsx';
import { Button } from '../parts.tsx';
import { joinList, say } from '../../service/language.ts';

/** A press does not count while it may be meant for what this card covers. */
const armedAfterMs = 1000;

/** Visitors in doubt while Envoy waits: over every view, until the deadline. Nothing moves for them. */
export function RingingCards() {
  const slots = ringSlots.slots.value;
  useEffect(() => {
    document.addEventListener('keydown', goToRing);
    return () => document.removeEventListener('keydown', goToRing);
  }, []);
  return (
    <div
      class="on-top"
      role="region"
      aria-label={say('ring-label')}
      {...ringSlots.pointer.handlers}
    >
      <p class="unseen" role="alert">
        {queue.ringing.value.map(titleOf).join(' ')}
      </p>
      {slots.length > 0 && (
        <ul class="cards ringing">
          {slots.map((slot) => (
            <RingingCard key={slot.ringing.jobId} {...slot} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** `r` focuses the first ring, and then the next one; Enter answers it. */
function goToRing(event: KeyboardEvent): void {
  const { key } = event;
  if (event.repeat || key.length > 1 || !isForPage(event)) return;
  const focused = document.activeElement as HTMLElement | null;
  const buttons = [...document.querySelectorAll<HTMLElement>('.ringing .good:enabled')];
  const at = buttons.findIndex((button) => button === focused);
  // Words are typed, so their Enter must not answer. After `r` it must not let in a visitor of the list, either: the ring
  // may have ended, or have only just begun.
  if (at >= 0 || key === 'r') focused?.blur();
  if (key !== 'r') return;
  aimAtRings();
  whenAlone(() => buttons[(at + 1) % buttons.length]?.focus());
}

function titleOf({ visitor }: OpenApproval): string {
  return visitor ? say('ring-title', { name: visitor }) : say('ring-nameless');
}

function RingingCard({ ringing, isEnded }: RingSlot) {
  const { jobId, visitor, remark, until } = ringing;
  const [isArmed, setArmed] = useState(false);
  const act = useAct();
  useEffect(() => {
    const arming = window.setTimeout(() => setArmed(true), armedAfterMs);
    return () => window.clearTimeout(arming);
  }, []);
  const left = secondsUntil(until);
  const answer = (letIn: boolean) =>
    act.run(async () => {
      await queue.answerRinging(jobId, letIn);
      // While others ring, the next letter may be meant for them.
      if (queue.ringing.value.every((other) => other.jobId === jobId)) aimAtList();
    });
  const isShut = act.isBusy || left === 0;
  return (
    <li class={`card${isEnded ? ' ended' : ''}`} data-urgency="ringing" inert={isEnded}>
      <progress aria-hidden="true" max={secondsBetween(ringing)} value={left} />
      <div class="head">
        <h2 title={titleOf(ringing)}>{titleOf(ringing)}</h2>
        <span class="waited" aria-hidden="true">
          {say('ring-seconds', { seconds: left })}
        </span>
      </div>
      <p class="todo">{reasonWords(ringing)}</p>
      {remark && (
        <p class="quiet" dir="auto">
          {remarkWords(remark)}
        </p>
      )}
      <RingFactsList ringing={ringing} />
      <p class="quiet">{say('ring-what_to_do')}</p>
      {act.problem}
      <div class="acts">
        <button
          type="button"
          class="good"
          data-steady
          disabled={!isArmed || isShut}
          onClick={() => answer(true)}
        >
          {say('ring-let_in')}
          {visitor && <span class="unseen"> · {visitor}</span>}
          <kbd aria-hidden="true">R</kbd>
          <kbd aria-hidden="true">⏎</kbd>
        </button>
        <Button plain steady of={visitor} disabled={isShut} onPress={() => answer(false)}>
          {say('ring-hold')}
        </Button>
      </div>
    </li>
  );
}

function secondsBetween({ since, until }: OpenApproval): number {
  return Math.max(1, Math.round((Date.parse(until) - Date.parse(since)) / 1000));
}

/** Each fact has its line from the first moment, so that the buttons below do not move when it comes. */
function RingFactsList({
  ringing: { kind, host, location, email, facts },
}: {
  ringing: OpenApproval;
}) {
  const isVisitor = kind !== 'employee';
  const whom = joinList([!isVisitor && say('queue-employee'), host, placeName(location)]);
  const enrolled = facts?.enrolledAt
    ? say('ring-enrolled', { day: day(facts.enrolledAt) ?? '' })
    : facts && say('enrolled-not_enrolled');
  const last = facts && (facts.lastLetInAt ? dateAndTime(facts.lastLetInAt) : say('never'));
  const expected =
    facts && (facts.expectedAt ? clockTime(facts.expectedAt) : say('fact-not_expected'));
  const lines = {
    host: whom,
    email,
    ...(isVisitor && { expected }),
    enrolled: joinList([enrolled, last && say('ring-last', { at: last })]),
  };
  return (
    <dl class="facts">
      {Object.entries(lines).map(([name, words]) => (
        <>
          <dt>{say(`fact-${name}`)}</dt>
          <dd dir="auto" title={words ?? ''}>
            {words || (facts ? say('none') : '…')}
          </dd>
        </>
      ))}
    </dl>
  );
}
