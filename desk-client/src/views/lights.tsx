import type { LobbyHealth } from '#server/protocol/desk-health-messages.ts';
import { answerText, say, translation } from '../service/language.ts';

type Light = LobbyHealth['lights'][number];

/** The findings of the check-up. Faults come first, and the rest is folded. */
export function Lights({ lights }: { lights: readonly Light[] }) {
  const isFolded = ({ light, finding }: Light) => light === 'green' && finding !== null;
  const fine = lights.filter(isFolded);
  return (
    <>
      <Rows lights={lights.filter((light) => !isFolded(light))} />
      {fine.length > 0 && (
        <details>
          <summary>{say('lobby-fine', { count: fine.length })}</summary>
          <Rows lights={fine} />
        </details>
      )}
    </>
  );
}

function Rows({ lights }: { lights: readonly Light[] }) {
  return (
    <ul class="lights">
      {lights.map((light) => (
        <Row key={`${light.name} ${light.sentence}`} {...light} />
      ))}
    </ul>
  );
}

/** A finding in the reader's language, with the English measurement below. */
function Row({ name, light, finding, screen, sentence, whatToDo, guide, ...coded }: Light) {
  const subject = finding === null ? name : subjectOf(finding, screen, name);
  const amiss = light === 'green' ? null : translation(`amiss-${finding}`);
  return (
    <li data-light={light}>
      <span class="light" aria-hidden="true" />
      <strong>
        <bdi>{subject}</bdi>
      </strong>{' '}
      <span class="unseen">{say(`light-${light}`)}: </span>
      {amiss ?? <bdi>{answerText({ message: sentence, ...coded })}</bdi>}
      {amiss !== null && (
        <p class="quiet" lang="en" dir="auto">
          {sentence}
        </p>
      )}
      {amiss === null && whatToDo && <p class="todo">{whatToDo}</p>}
      {guide && <p class="quiet">{say('lobby-for_administrator', { heading: guide })}</p>}
    </li>
  );
}

/** Several findings are about one subject: `tunnel_path` has the words of `tunnel`. */
function subjectOf(finding: string, screen: string | null, name: string): string {
  const values = screen === null ? {} : { screen };
  const [family = ''] = finding.split('_');
  return translation(`about-${finding}`, values) ?? translation(`about-${family}`, values) ?? name;
}
