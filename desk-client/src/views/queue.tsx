import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import type { Underway } from '../../../server/protocol/desk-messages.ts';
import { canNotify, notifies, switchNotification } from '../service/notification.ts';
import { longestFirst, queue, visitOf } from '../service/queue.ts';
import { soundIsOn, switchSound } from '../service/sound.ts';
import { clockTime, counting, placeName, shortOf, since } from '../service/words.ts';
import { FirstStepsList } from './first-steps.tsx';
import { Keys, pressKey } from './keys.tsx';
import { Button, outcomeText, steadyPress, Tick, useAct } from './parts.tsx';
import { LobbyEnrolmentState } from './people/lobby-enrolment.tsx';
import { Further, WaitingRow, type RowProps } from './waiting-row.tsx';
import { joinList, say } from '../service/language.ts';

export function QueueView({ may }: { may: readonly DeskAct[] }) {
  const waiting = queue.waiting.value;
  const done = queue.done.value;
  const ringing = new Set(queue.ringing.value.map(({ jobId }) => jobId));
  const underway = queue.underway.value.filter(({ jobId }) => !ringing.has(jobId));
  return (
    <>
      {underway.length > 0 && (
        <section aria-labelledby="underway">
          <h2 id="underway">{say('queue.now')}</h2>
          <ul class="cards small">
            {underway.map((each) => (
              <LookedAt key={each.jobId} underway={each} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="waiting">
        <div class="tools">
          <h2 id="waiting">
            {waiting.length > 0
              ? say('queue.waiting_count', { count: waiting.length })
              : say('queue.waiting')}
          </h2>
          <Keys />
          <Tick checked={soundIsOn.value} onTick={switchSound}>
            {say('queue.sound')}
          </Tick>
          {canNotify && may.includes('let_in') && (
            <Tick checked={notifies.value} onTick={(on) => void switchNotification(on)}>
              {say('queue.notify')}
            </Tick>
          )}
        </div>
        <div aria-live="polite">
          {waiting.length === 0 && <p class="empty">{say('queue.empty')}</p>}
          {waiting.length === 0 && done.length === 0 && <FirstStepsList may={may} />}
          <ul class="rows" {...steadyPress} onKeyDown={pressKey}>
            {longestFirst([...waiting, ...queue.leaving.value]).map((card) => (
              <WaitingRow key={visitOf(card)} card={card} may={may} />
            ))}
          </ul>
        </div>
      </section>
      {done.length > 0 && (
        <section aria-labelledby="done">
          <h2 id="done">{say('queue.closed')}</h2>
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
        <h3>{visitor ?? say('queue.nameless')}</h3>
        <span class="waited">{counting(since(underway.since))}</span>
      </div>
      <p class="facts">{joinList([host && say('queue.to_see', { host }), placeName(location)])}</p>
      <p>{guidance === null ? say('queue.starting') : shortOf(guidance)}</p>
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
        <h3>{card.visitor ?? say('queue.nameless')}</h3>
        {canUndo && card.reason !== 'desk_approved' && (
          <Button
            plain
            disabled={act.isBusy}
            onPress={() => act.run(() => queue.setOutcome(card.jobId, null))}
          >
            {say('do.undo')}
          </Button>
        )}
      </div>
      <p class="quiet">
        {say('queue.ended_at', {
          how: outcomeText(card),
          time: clockTime(card.seenAt ?? card.heldAt),
        })}
        {card.note && ` · ${card.note}`}
      </p>
      {act.problem}
      {enrolment && <LobbyEnrolmentState enrolment={enrolment} canStop={may.includes('offer')} />}
      <Further card={card} may={may} />
    </li>
  );
}
