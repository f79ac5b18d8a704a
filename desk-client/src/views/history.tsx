import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { HistoryPage, Story, type HistoryEntry } from '../../../server/protocol/desk-messages.ts';
import { ask } from '../service/api.ts';
import { clockTime, dateAndTime } from '../service/words.ts';
import { WhoItWas } from './correction.tsx';
import { Button, Choice, Field, howItEnded, Problem, Table, wordsOf } from './parts.tsx';

interface Filter {
  from: string;
  to: string;
  answer: string;
  location: string;
  reason: string;
  name: string;
}

const columns = ['Time', 'Visitor', 'Host', 'Lobby', 'Answer', 'Why', 'Outcome'];
const everything: Filter = { from: '', to: '', answer: '', location: '', reason: '', name: '' };

/** Decided sign-ins, by day, answer, lobby, reason and name. */
export function HistoryView({ may }: { may: readonly DeskAct[] }) {
  const [filter, setFilter] = useState(everything);
  const [page, setPage] = useState<HistoryPage | null>(null);
  const [entries, setEntries] = useState<HistoryEntry[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async (after: string | null) => {
    try {
      const next = await ask(`/desk/api/history?${queryOf(filter, after)}`, HistoryPage);
      setPage(next);
      setEntries((before) => (after === null ? next.entries : [...before, ...next.entries]));
      setProblem(null);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  useEffect(() => {
    const waiting = window.setTimeout(() => void load(null), 200);
    return () => window.clearTimeout(waiting);
  }, [filter]);
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <FilterForm filter={filter} page={page} onFilter={setFilter} />
      <Problem>{problem}</Problem>
      <Table label="Decided sign-ins" columns={columns}>
        {entries.map((entry) => (
          <Row key={entry.jobId} entry={entry} canCorrect={may.includes('correct')} />
        ))}
      </Table>
      {page && entries.length === 0 && <p class="empty">No sign-in matches these filters.</p>}
      {page?.next && <Button onPress={() => void load(page.next)}>Show more</Button>}
    </section>
  );
}

function FilterForm({
  filter,
  page,
  onFilter,
}: {
  filter: Filter;
  page: HistoryPage | null;
  onFilter: (filter: Filter) => void;
}) {
  const set = (change: Partial<Filter>) => onFilter({ ...filter, ...change });
  return (
    <form class="filter" onSubmit={(event) => event.preventDefault()}>
      <Field label="From" type="date" value={filter.from} onType={(from) => set({ from })} />
      <Field label="To" type="date" value={filter.to} onType={(to) => set({ to })} />
      <Choice label="Answer" value={filter.answer} onChoose={(answer) => set({ answer })}>
        <option value="">all</option>
        <option value="held">held</option>
        <option value="let_in">let in</option>
      </Choice>
      <Choice label="Lobby" value={filter.location} onChoose={(location) => set({ location })}>
        <option value="">all</option>
        {page?.locations.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice label="Reason" value={filter.reason} onChoose={(reason) => set({ reason })}>
        <option value="">all</option>
        {page?.reasons.map(({ reasons, why }) => (
          <option key={why} value={reasons.join(',')}>
            {why}
          </option>
        ))}
      </Choice>
      <Field
        label="Name"
        type="search"
        value={filter.name}
        onType={(typed) => set({ name: typed })}
      />
      <a class="button" href={`/desk/api/history.csv?${queryOf(filter, null)}`} download>
        Save as CSV
      </a>
    </form>
  );
}

function Row({ entry, canCorrect }: { entry: HistoryEntry; canCorrect: boolean }) {
  const [story, setStory] = useState<Story | string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(!isOpen);
    if (isOpen || story) return;
    ask(`/desk/api/history/${encodeURIComponent(entry.jobId)}`, Story)
      .then(setStory)
      .catch((error: unknown) => setStory(wordsOf(error)));
  };
  return (
    <>
      <tr data-verdict={entry.verdict}>
        <td>
          <button type="button" class="plain" aria-expanded={isOpen} onClick={open}>
            {dateAndTime(entry.at)}
          </button>
        </td>
        <td>{entry.visitor ?? '—'}</td>
        <td>{entry.host ?? '—'}</td>
        <td>{entry.location ?? '—'}</td>
        <td>
          <span class="verdict">{entry.verdict === 'approved' ? 'let in' : 'held'}</span>
        </td>
        <td>{entry.why}</td>
        <td>
          {entry.seenAt ? `${howItEnded(entry)}, ${clockTime(entry.seenAt)}` : '—'}
          {entry.note && <p class="note">{entry.note}</p>}
        </td>
      </tr>
      {isOpen && (
        <tr class="story">
          <td colSpan={columns.length}>
            {story === null && 'One moment …'}
            {typeof story === 'string' && <span class="problem">{story}</span>}
            {story !== null && typeof story !== 'string' && (
              <>
                <Told story={story} />
                <WhoItWas
                  jobId={entry.jobId}
                  correction={story.correction}
                  canCorrect={canCorrect && story.canCorrect}
                  onSaid={(correction) => setStory({ ...story, correction })}
                />
              </>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

/** One sign-in from Envoy's call to how the visit ended. */
function Told({ story }: { story: Story }) {
  const { checks, frames, usableFrames, card } = story;
  return (
    <ol>
      <li>Envoy asked at {dateAndTime(story.entry.at)}.</li>
      {frames !== null && (
        <li>
          The camera sent {frames} pictures; {usableFrames ?? 0} were good enough to compare.
        </li>
      )}
      {checks.map((check) => (
        <li key={check.check}>
          {sentence(check.check.replaceAll('_', ' '))}, after{' '}
          {(check.milliseconds / 1000).toFixed(1)} s: {check.why} {check.remark}
        </li>
      ))}
      <li>
        Answered after {(story.milliseconds / 1000).toFixed(1)} s:{' '}
        {story.entry.verdict === 'approved' ? 'let in' : 'held for the front desk'}.
      </li>
      {card?.seenAt && (
        <li>
          {howItEnded(card)}, at {dateAndTime(card.seenAt)}.
        </li>
      )}
      {card?.note && <li>Note: {card.note}</li>}
    </ol>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The reader's own day, whichever zone the service is in. */
function startOf(day: string, daysLater = 0): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}

function queryOf(filter: Filter, after: string | null): string {
  const { from, to, answer, location, reason, name } = filter;
  const query = new URLSearchParams();
  if (from) query.set('from', startOf(from));
  if (to) query.set('to', startOf(to, 1));
  if (answer) query.set('answer', answer);
  if (location) query.set('location', location);
  if (reason) query.set('reason', reason);
  if (name.trim()) query.set('name', name);
  if (after) query.set('after', after);
  return query.toString();
}
