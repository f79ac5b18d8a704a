import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import type { Underway } from '../../../server/protocol/desk-messages.ts';
import { canNotify, notifies, switchNotification } from '../service/notification.ts';
import { longestFirst, queue, visitOf } from '../service/queue.ts';
import { soundIsOn, switchSound } from '../service/sound.ts';
import { clockTime, counting, shortOf, since } from '../service/words.ts';
import { FirstSteps } from './first-steps.tsx';
import { Keys, pressKey } from './keys.tsx';
import { Button, howItEnded, steadyPress, Tick, useAct } from './parts.tsx';
import { LobbyEnrolmentState } from './people/lobby-enrolment.tsx';
import { Further, WaitingRow, type RowProps } from './waiting-row.tsx';

export function QueueView({ may }: { may: readonly DeskAct[] }) {
  const waiting = queue.waiting.value;
  const done = queue.done.value;
  const ringing = new Set(queue.ringing.value.map(({ jobId }) => jobId));
  const underway = queue.underway.value.filter(({ jobId }) => !ringing.has(jobId));
  return (
    <>
      {underway.length > 0 && (
        <section aria-labelledby="underway">
          <h2 id="underway">In front of the camera now</h2>
          <ul class="cards small">
            {underway.map((each) => (
              <LookedAt key={each.jobId} underway={each} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="waiting">
        <div class="tools">
          <h2 id="waiting">Waiting for you{waiting.length > 0 && ` (${waiting.length})`}</h2>
          <Keys />
          <Tick checked={soundIsOn.value} onTick={switchSound}>
            Sound when somebody is held
          </Tick>
          {canNotify && may.includes('let_in') && (
            <Tick checked={notifies.value} onTick={(on) => void switchNotification(on)}>
              Notification when somebody needs an answer at once
            </Tick>
          )}
        </div>
        <div aria-live="polite">
          {waiting.length === 0 && <p class="empty">No one is waiting.</p>}
          {waiting.length === 0 && done.length === 0 && <FirstSteps may={may} />}
          <ul class="rows" {...steadyPress} onKeyDown={pressKey}>
            {longestFirst([...waiting, ...queue.leaving.value]).map((card) => (
              <WaitingRow key={visitOf(card)} card={card} may={may} />
            ))}
          </ul>
        </div>
      </section>
      {done.length > 0 && (
        <section aria-labelledby="done">
          <h2 id="done">Closed</h2>
          <ul class="cards small">
            {done.map((card) => (
              <Done key={card.jobId} card={card} may={may} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function LookedAt({ underway }: { underway: Underway }) {
  const { visitor, host, location, guidance } = underway;
  return (
    <li class="card">
      <div class="head">
        <h3>{visitor ?? 'Name not known'}</h3>
        <span class="waited">{counting(since(underway.since))}</span>
      </div>
      <p class="facts">{[host && `to see ${host}`, location].filter(Boolean).join(' · ')}</p>
      <p>{guidance === null ? 'The camera is starting.' : (shortOf[guidance] ?? guidance)}</p>
    </li>
  );
}

function Done({ card, may }: RowProps) {
  const canUndo = may.includes('see_to');
  const enrolment = queue.enrolments.value.find(({ jobId }) => jobId === card.jobId);
  const act = useAct();
  return (
    <li class="card">
      <div class="head">
        <h3>{card.visitor ?? 'Name not known'}</h3>
        {canUndo && card.reason !== 'desk_approved' && (
          <Button
            plain
            disabled={act.isBusy}
            onPress={() => act.run(() => queue.setOutcome(card.jobId, null))}
          >
            Undo
          </Button>
        )}
      </div>
      <p class="quiet">
        {howItEnded(card)}, at {clockTime(card.seenAt ?? card.heldAt)}
        {card.note && ` · ${card.note}`}
      </p>
      {act.problem}
      {enrolment && <LobbyEnrolmentState enrolment={enrolment} canStop={may.includes('offer')} />}
      <Further card={card} may={may} />
    </li>
  );
}
