import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { FirstSteps as Steps } from '../../../server/protocol/desk-messages.ts';
import { ask } from '../service/api.ts';

const words: Record<keyof Steps, { what: string; where: string; needs: DeskAct }> = {
  envoy: {
    what: 'Envoy sends its sign-ins here. Whoever runs Vestibule connects it once.',
    where: '#lobby',
    needs: 'see',
  },
  screen: { what: 'A lobby screen is paired.', where: '#manage', needs: 'manage' },
  consent: { what: 'A consent text is published.', where: '#manage', needs: 'manage' },
  enrolled: { what: 'Somebody is enrolled.', where: '#people', needs: 'enrol' },
};

/** On an empty desk: what is still to be done until a visitor can be checked. */
export function FirstSteps({ may }: { may: readonly DeskAct[] }) {
  const [steps, setSteps] = useState<Steps | null>(null);
  useEffect(() => {
    // Without them the page is as it is on any other day.
    ask('/desk/api/first-steps', Steps).then(setSteps, () => {});
  }, []);
  if (!steps || Object.values(steps).every(Boolean)) return null;
  return (
    <section class="card" aria-labelledby="steps">
      <h3 id="steps">First steps</h3>
      <ol class="steps">
        {(Object.keys(words) as (keyof Steps)[]).map((step) => {
          const { what, where, needs } = words[step];
          return (
            <li key={step} data-done={steps[step]}>
              <span aria-hidden="true">{steps[step] ? '✓' : '○'}</span>{' '}
              <span class="unseen">{steps[step] ? 'Done: ' : 'To do: '}</span>
              {what} {!steps[step] && may.includes(needs) && <a href={where}>Show me</a>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
