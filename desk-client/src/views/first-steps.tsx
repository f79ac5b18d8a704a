import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { FirstSteps as Steps } from '#server/protocol/desk-health-messages.ts';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { ManagersOnly } from './parts.tsx';
import { say } from '../service/language.ts';

/** The service examines itself once a minute at most. */
const askAgainMs = 60_000;

const places: Record<keyof Steps, { where: string; needs: DeskAct }> = {
  secret: { where: '#lobby', needs: 'see' },
  reached: { where: '#lobby', needs: 'see' },
  envoy: { where: '#lobby', needs: 'see' },
  told: { where: '#lobby', needs: 'see' },
  screen: { where: '#manage/screens', needs: 'manage' },
  consent: { where: '#manage/texts', needs: 'manage' },
  enrolled: { where: '#people', needs: 'enrol' },
};

/** Shows on an empty desk which steps remain until a visitor can be checked. Done steps tick themselves off. */
export function FirstStepsList({ may }: { may: readonly DeskAct[] }) {
  const [steps, setSteps] = useState<Steps | null>(null);
  const isDone = steps !== null && Object.values(steps).every(Boolean);
  useEffect(() => {
    if (isDone) return undefined;
    // Without an answer, the page looks as on any other day.
    const look = () => void ask('/desk/api/first-steps', Steps).then(setSteps, () => {});
    look();
    const timer = window.setInterval(look, askAgainMs);
    return () => window.clearInterval(timer);
  }, [isDone, queue.reconnects.value]);
  if (!steps || isDone) return null;
  return (
    <section class="card" aria-labelledby="steps">
      <h3 id="steps">{say('steps')}</h3>
      <ol class="steps">
        {(Object.keys(places) as (keyof Steps)[]).map((step) => {
          const { where, needs } = places[step];
          return (
            <li key={step} data-done={steps[step]}>
              <span aria-hidden="true">{steps[step] ? '✓' : '○'}</span>{' '}
              <span class="unseen">{say(steps[step] ? 'steps-done' : 'steps-to_do')} </span>
              {say(`steps-${step}`)}{' '}
              {!steps[step] && may.includes(needs) && <a href={where}>{say('steps-show')}</a>}
              {!steps[step] && !may.includes(needs) && (
                <ManagersOnly acts={[say(needs === 'manage' ? 'tab-manage' : 'tab-people')]} />
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
