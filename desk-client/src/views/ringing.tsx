import { useEffect, useState } from 'preact/hooks';
import type { Ringing } from '../../../server/protocol/desk-messages.ts';
import { queue } from '../service/queue.ts';
import { secondsUntil } from '../service/words.ts';
import { useAct } from './parts.tsx';
import { Button } from './parts.tsx';

/** A press meant for what stood here before the card came is none. */
const armedAfterMs = 1000;

/** Visitors in doubt whom Envoy waits for: on top of every view, for as long as there is time. */
export function RingingCards() {
  const ringing = queue.ringing.value;
  return (
    <div class="on-top" role="region" aria-label="Waiting for your answer" aria-live="assertive">
      {ringing.length > 0 && (
        <ul class="cards ringing">
          {ringing.map((each) => (
            <RingingCard key={each.jobId} ringing={each} />
          ))}
        </ul>
      )}
    </div>
  );
}

function RingingCard({ ringing }: { ringing: Ringing }) {
  const { jobId, visitor, host, location, kind, why, remark, until } = ringing;
  const [isArmed, setArmed] = useState(false);
  const act = useAct();
  useEffect(() => {
    const arming = window.setTimeout(() => setArmed(true), armedAfterMs);
    return () => window.clearTimeout(arming);
  }, []);
  const left = secondsUntil(until);
  const answer = (letIn: boolean) => act.run(() => queue.answerRinging(jobId, letIn));
  const isShut = act.isBusy || left === 0;
  return (
    <li class="card" data-urgency="ringing">
      <div class="head">
        <h2>Let in {visitor ?? 'this visitor'}?</h2>
        <span class="waited" aria-hidden="true">
          {left} s
        </span>
      </div>
      <p class="facts">
        {[kind === 'employee' ? 'Employee' : null, host && `to see ${host}`, location]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p>{why}</p>
      {remark && <p class="quiet">{remark}</p>}
      <p class="todo">
        Look at the visitor and their identity document. Without an answer they are held as usual.
      </p>
      {act.problem}
      <div class="acts">
        <button
          type="button"
          class="good"
          disabled={!isArmed || isShut}
          // A key that is held down is no decision.
          onKeyDown={(event) => event.repeat && event.preventDefault()}
          onClick={() => answer(true)}
        >
          Document checked: let in
        </button>
        <Button plain disabled={isShut} onPress={() => answer(false)}>
          Hold
        </Button>
      </div>
    </li>
  );
}
