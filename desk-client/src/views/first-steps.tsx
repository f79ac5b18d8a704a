import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { FirstSteps as Steps } from '../../../server/protocol/desk-health-messages.ts';
import { ask } from '../service/api.ts';
import { say } from '../service/language.ts';

const places: Record<keyof Steps, { where: string; needs: DeskAct }> = {
  envoy: { where: '#lobby', needs: 'see' },
  screen: { where: '#manage', needs: 'manage' },
  consent: { where: '#manage', needs: 'manage' },
  enrolled: { where: '#people', needs: 'enrol' },
};

/** On an empty desk: what is still to be done until a visitor can be checked. */
export function FirstStepsList({ may }: { may: readonly DeskAct[] }) {
  const [steps, setSteps] = useState<Steps | null>(null);
  useEffect(() => {
    // Without them the page is as it is on any other day.
    ask('/desk/api/first-steps', Steps).then(setSteps, () => {});
  }, []);
  if (!steps || Object.values(steps).every(Boolean)) return null;
  return (
    <section class="card" aria-labelledby="steps">
      <h3 id="steps">{say('steps')}</h3>
      <ol class="steps">
        {(Object.keys(places) as (keyof Steps)[]).map((step) => {
          const { where, needs } = places[step];
          return (
            <li key={step} data-done={steps[step]}>
              <span aria-hidden="true">{steps[step] ? '✓' : '○'}</span>{' '}
              <span class="unseen">{say(steps[step] ? 'steps.done' : 'steps.to_do')} </span>
              {say(`steps.${step}`)}{' '}
              {!steps[step] && may.includes(needs) && <a href={where}>{say('steps.show')}</a>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
