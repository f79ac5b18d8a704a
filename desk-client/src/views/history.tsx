import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { HistoryPage, Story, type HistoryEntry } from '../../../server/protocol/desk-messages.ts';
import { ask } from '../service/api.ts';
import { clockTime, dateAndTime } from '../service/words.ts';
import { WhoItWas } from './correction.tsx';
import { Button, Choice, Field, howItEnded, Problem, Table, wordsOf } from './parts.tsx';

interface Filter {
  day: string;
  location: string;
  reason: string;
  name: string;
}

const columns = ['Time', 'Visitor', 'Host', 'Lobby', 'Answer', 'Why', 'Outcome'];
const everything: Filter = { day: '', location: '', reason: '', name: '' };

/** Decided sign-ins, by day, lobby, name and reason. */
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
      {page && entries.length === 0 && <p class="empty">No sign-in was decided then.</p>}
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
      <Field label="Day" type="date" value={filter.day} onType={(typed) => set({ day: typed })} />
      <Choice label="Lobby" value={filter.location} onChoose={(location) => set({ location })}>
        <option value="">all</option>
        {page?.locations.map((location) => (
          <option key={location}>{location}</option>
        ))}
      </Choice>
      <Choice label="Reason" value={filter.reason} onChoose={(reason) => set({ reason })}>
        <option value="">all</option>
        {page?.reasons.map((reason) => (
          <option key={reason} value={reason}>
            {reason.replaceAll('_', ' ')}
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
        <td>{entry.seenAt ? `${howItEnded(entry)}, ${clockTime(entry.seenAt)}` : '—'}</td>
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
          {check.check.replaceAll('_', ' ')}, after {(check.milliseconds / 1000).toFixed(1)} s:{' '}
          {check.why} {check.remark}
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

function queryOf({ day, location, reason, name }: Filter, after: string | null): string {
  const query = new URLSearchParams();
  if (day) {
    // The reader's own day, whichever zone the service is in.
    const from = new Date(`${day}T00:00:00`);
    const to = new Date(from);
    to.setDate(to.getDate() + 1);
    query.set('from', from.toISOString());
    query.set('to', to.toISOString());
  }
  if (location) query.set('location', location);
  if (reason) query.set('reason', reason);
  if (name.trim()) query.set('name', name);
  if (after) query.set('after', after);
  return query.toString();
}
