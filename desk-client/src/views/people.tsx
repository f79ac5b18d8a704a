import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { PeoplePage, type ListedPerson } from '../../../server/protocol/desk-people-messages.ts';
import { ask, Refusal } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { LobbyEnrolmentState } from './people/lobby-enrolment.tsx';
import { EnrolForm } from './people/enrol-form.tsx';
import { consentWords, day } from './people/words.ts';
import { PersonCard } from './people/person-card.tsx';
import { Table } from './table.tsx';

const columns = ['Name', 'Known by', 'Consent', 'Expires', 'Photos', 'Last let in'];

/** The people who are enrolled. Whoever may change nothing finds and reads. */
export function PeopleView({ may }: { may: readonly DeskAct[] }) {
  const [find, setFind] = useState('');
  const [number, setNumber] = useState(1);
  const [page, setPage] = useState<PeoplePage | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [isEnrolling, setEnrolling] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async () => {
    const query = new URLSearchParams({ page: String(number) });
    if (find.trim()) query.set('find', find);
    try {
      setPage(await ask(`/desk/api/people?${query.toString()}`, PeoplePage));
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Refusal ? error.message : 'Something went wrong.');
    }
  };
  useEffect(() => {
    const waiting = window.setTimeout(() => void load(), 200);
    return () => window.clearTimeout(waiting);
  }, [find, number]);
  const show = (id: string | null) => {
    setShown(id);
    setEnrolling(false);
  };
  return (
    <section aria-labelledby="people">
      <h2 id="people">People</h2>
      <form class="filter" onSubmit={(event) => event.preventDefault()}>
        <label>
          Name, e-mail or employee id
          <input
            type="search"
            value={find}
            onInput={(event) => {
              setFind(event.currentTarget.value);
              setNumber(1);
            }}
          />
        </label>
        {may.includes('enrol') && (
          <button type="button" onClick={() => setEnrolling(!isEnrolling)}>
            Enrol somebody
          </button>
        )}
      </form>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {isEnrolling && (
        <EnrolForm
          onShow={show}
          onChanged={() => void load()}
          onClose={() => setEnrolling(false)}
        />
      )}
      {queue.enrolments.value
        .filter(({ jobId }) => jobId === null)
        .map((enrolment) => (
          <LobbyEnrolmentState
            key={enrolment.id}
            enrolment={enrolment}
            canStop={may.includes('offer')}
          />
        ))}
      {shown !== null && (
        <PersonCard
          key={shown}
          id={shown}
          may={may}
          onShow={show}
          onChanged={() => void load()}
          onClose={() => setShown(null)}
        />
      )}
      <Table label="People who are enrolled" columns={columns}>
        {page?.people.map((person) => (
          <Row key={person.id} person={person} onShow={show} />
        ))}
      </Table>
      {page && page.count === 0 && <p class="empty">Nobody is enrolled under that.</p>}
      {page && page.pages > 1 && (
        <nav class="acts" aria-label="Pages">
          <button type="button" disabled={number === 1} onClick={() => setNumber(number - 1)}>
            Before
          </button>
          <span>
            Page {page.page} of {page.pages}, {page.count} people
          </span>
          <button
            type="button"
            disabled={number >= page.pages}
            onClick={() => setNumber(number + 1)}
          >
            Next
          </button>
        </nav>
      )}
    </section>
  );
}

function Row({ person, onShow }: { person: ListedPerson; onShow: (id: string) => void }) {
  const { id, name, email, employeeId, consent, expiresAt, photos, usedAt } = person;
  return (
    <tr>
      <td>
        <button type="button" class="plain" onClick={() => onShow(id)}>
          {name}
        </button>
      </td>
      <td>{[email, employeeId && `employee ${employeeId}`].filter(Boolean).join(', ') || '—'}</td>
      <td>{consentWords[consent]}</td>
      <td>{day(expiresAt) ?? 'never'}</td>
      <td>{photos}</td>
      <td>{day(usedAt) ?? '—'}</td>
    </tr>
  );
}
