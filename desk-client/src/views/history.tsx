import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import {
  HistoryPage,
  Story,
  type HistoryEntry,
} from '../../../server/protocol/desk-history-messages.ts';
import { type DeskCard } from '../../../server/protocol/desk-messages.ts';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { openPart } from '../service/route.ts';
import { remarkWords } from '../service/remarks.ts';
import { NumbersView } from './numbers.tsx';
import {
  clockTime,
  dateAndTime,
  day,
  number,
  placeName,
  reasonChip,
  reasonWords,
  since,
} from '../service/words.ts';
import { useAct, wordsIn } from './act.tsx';
import { Choice, Field } from './fields.tsx';
import { Button, outcomeText, NoteText, Parts, Problem } from './parts.tsx';
import { Table } from './table.tsx';
import { joinList, locale, say, serviceText } from '../service/language.ts';

interface Filter {
  from: string;
  to: string;
  answer: string;
  location: string;
  reason: string;
  name: string;
}

const columns = ['time', 'visitor', 'host', 'lobby', 'answer', 'why', 'outcome'];
const widths = ['12.5rem', '15%', '13%', '9%', '5.5rem', '19%', 'auto'];
const everything: Filter = { from: '', to: '', answer: '', location: '', reason: '', name: '' };

const parts = ['sign_ins', 'numbers'] as const;

/** Decided sign-ins, and the numbers of a week for accounts that may read them. */
export function HistoryView({ may }: { may: readonly DeskAct[] }) {
  const part = openPart(parts);
  if (!may.includes('read_numbers')) return <SignIns may={may} />;
  return (
    <>
      <Parts view="history" parts={parts} current={part} />
      {part === 'numbers' ? <NumbersView /> : <SignIns may={may} />}
    </>
  );
}

const typingMs = 200;

function SignIns({ may }: { may: readonly DeskAct[] }) {
  const [filter, setFilter] = useState(everything);
  const [page, setPage] = useState<HistoryPage | null>(null);
  const [entries, setEntries] = useState<HistoryEntry[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useRef('');
  const load = async (after: string | null) => {
    const query = queryOf(filter, after);
    asked.current = query;
    try {
      const next = await ask(`/desk/api/history?${query}`, HistoryPage);
      // A newer request has replaced this one.
      if (asked.current !== query) return;
      setPage(next);
      setEntries((before) => (after === null ? next.entries : [...before, ...next.entries]));
      setProblem(null);
    } catch (error) {
      setProblem(wordsIn(error));
    }
  };
  useEffect(() => {
    const waiting = window.setTimeout(() => void load(null), page ? typingMs : 0);
    return () => window.clearTimeout(waiting);
  }, [filter, queue.reconnects.value]);
  return (
    <section aria-labelledby="history">
      <h2 id="history">{say('tab-history')}</h2>
      <FilterForm filter={filter} page={page} onFilter={setFilter} />
      <Problem>{problem}</Problem>
      <Table
        label={say('history-decided')}
        columns={columns.map((column) => say(`history-${column}`))}
        widths={widths}
      >
        {entries.map((entry) => (
          <Row key={entry.jobId} entry={entry} canUndo={may.includes('see_to')} />
        ))}
      </Table>
      {page && entries.length === 0 && <p class="empty">{say('history-none')}</p>}
      {page?.next && <Button onPress={() => void load(page.next)}>{say('history-more')}</Button>}
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
      <Field
        label={say('history-from')}
        type="date"
        value={filter.from}
        onType={(from) => set({ from })}
      />
      <Field label={say('history-to')} type="date" value={filter.to} onType={(to) => set({ to })} />
      <Choice
        label={say('history-answer')}
        value={filter.answer}
        onChoose={(answer) => set({ answer })}
        nothing={say('history-all')}
        options={['held', 'let_in'].map((answer) => [answer, say(`history-${answer}`)])}
      />
      <Choice
        label={say('history-lobby')}
        value={filter.location}
        onChoose={(location) => set({ location })}
        nothing={say('history-all')}
        options={(page?.locations ?? []).map(({ id, name }) => [id, placeName(name)])}
      />
      <Choice
        label={say('history-reason')}
        value={filter.reason}
        onChoose={(reason) => set({ reason })}
        nothing={say('history-all')}
        options={chipsOf([...(page?.reasons ?? []), filter.reason])}
      />
      <Field
        label={say('history-name')}
        type="search"
        value={filter.name}
        onType={(typed) => set({ name: typed })}
      />
      <a class="button" href={`/desk/api/history.csv?${queryOf(filter, null)}`} download>
        {say('history-csv')}
      </a>
    </form>
  );
}

/** The reasons in their short form, in the order of the reader's language. */
function chipsOf(reasons: readonly string[]): [reason: string, chip: string][] {
  const { compare } = new Intl.Collator(locale());
  return [...new Set(reasons)]
    .filter(Boolean)
    .map((reason): [string, string] => [reason, reasonChip({ reason })])
    .sort(([, one], [, other]) => compare(one, other));
}

function Row({ entry, canUndo }: { entry: HistoryEntry; canUndo: boolean }) {
  const [story, setStory] = useState<Story | string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(!isOpen);
    if (!isOpen && !story) load();
  };
  const load = () => {
    ask(`/desk/api/history/${encodeURIComponent(entry.jobId)}`, Story)
      .then(setStory)
      .catch((error: unknown) => setStory(wordsIn(error)));
  };
  return (
    <>
      <tr data-verdict={entry.verdict}>
        <td>
          <Button plain of={entry.visitor} isOpen={isOpen} onPress={open}>
            {dateAndTime(entry.at)}
          </Button>
        </td>
        <td>
          <bdi>{entry.visitor ?? say('none')}</bdi>
        </td>
        <td>
          <bdi>{entry.host ?? say('none')}</bdi>
        </td>
        <td>
          <bdi>{placeName(entry.location) ?? say('none')}</bdi>
        </td>
        <td>
          <span class="verdict">
            {say(entry.verdict === 'approved' ? 'history-let_in' : 'history-held')}
          </span>
        </td>
        <td>{reasonChip(entry)}</td>
        <td>
          {endOf(entry)}
          {notesOn(entry).map((note, nth) => (
            <NoteText key={nth} text={note} />
          ))}
        </td>
      </tr>
      {isOpen && (
        <tr class="story">
          <td colSpan={columns.length}>
            <Opened story={story} onUndone={canUndo ? load : null} />
          </td>
        </tr>
      )}
    </>
  );
}

/** How the visit ended and when, with the day if that is another one. */
function endOf(entry: HistoryEntry): string {
  const { at, seenAt, verdict } = entry;
  if (seenAt === null) return say(verdict === 'review' ? 'history-waits' : 'none');
  const how = outcomeText(entry);
  return day(at) === day(seenAt)
    ? say('queue-ended_at', { how, time: clockTime(seenAt) })
    : say('history-ended', { how, at: dateAndTime(seenAt) });
}

/** @param story the details; a problem in words; null while loading */
function Opened({
  story,
  onUndone,
}: {
  story: Story | string | null;
  onUndone: (() => void) | null;
}) {
  if (story === null) return <>{say('page-opening')}</>;
  if (typeof story === 'string') return <span class="problem">{story}</span>;
  const { card } = story;
  return (
    <>
      <Told story={story} />
      {onUndone && card && isUndoable(card) && <Undo card={card} onDone={onUndone} />}
    </>
  );
}

const waitingForMs = 24 * 60 * 60_000;

/** Whether the visitor may still be waiting, and was not answered while Envoy waited. */
function isUndoable({ seenAt, reason, heldAt }: DeskCard): boolean {
  return seenAt !== null && reason !== 'desk_approved' && since(heldAt) < waitingForMs;
}

function Undo({ card, onDone }: { card: DeskCard; onDone: () => void }) {
  const act = useAct();
  const undo = () =>
    act.run(async () => {
      await queue.setOutcome(card.jobId, null);
      onDone();
    });
  return (
    <>
      <Button plain of={card.visitor} disabled={act.isBusy} onPress={undo}>
        {say('do-undo')}
      </Button>
      {act.problem}
    </>
  );
}

/** One sign-in from Envoy's call to how the visit ended. */
function Told({ story }: { story: Story }) {
  const { checks, frames, usableFrames, card, entry } = story;
  const { visitor, host, location } = entry;
  return (
    <ol>
      {/* The row above shows only their beginnings. */}
      <li>
        <bdi>{joinList([visitor, host && say('queue-to_see', { host }), placeName(location)])}</bdi>
      </li>
      <li>{reasonWords(entry)}</li>
      <li>{say('history-asked', { at: dateAndTime(entry.at) })}</li>
      {frames !== null && (
        <li>{say('history-frames', { count: frames, usable: usableFrames ?? 0 })}</li>
      )}
      {checks.map((check) => (
        <li key={check.check}>
          {say('history-check', {
            check: serviceText(`check-${check.check}`, check.check),
            seconds: number(check.milliseconds / 1000),
            why:
              check.passed && check.reason === 'passed'
                ? say('history-passed')
                : reasonWords(check),
          })}{' '}
          <bdi>{check.remark && remarkWords(check.remark)}</bdi>
        </li>
      ))}
      <li>
        {say(entry.verdict === 'approved' ? 'history-was_let_in' : 'history-was_held', {
          seconds: number(story.milliseconds / 1000),
        })}
      </li>
      {card?.seenAt && (
        <li>{say('history-ended', { how: outcomeText(card), at: dateAndTime(card.seenAt) })}</li>
      )}
      {notesOn(entry).map((note, nth) => (
        <li key={nth}>{say('history-note', { note })}</li>
      ))}
    </ol>
  );
}

function notesOn({ note, letInReasons }: HistoryEntry): string[] {
  return note === null ? letInReasons : [...letInReasons, note];
}

/** The start of a day in the reader's time zone, whatever zone the service is in. */
function startOf(day: string, daysLater = 0): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}

function queryOf(filter: Filter, after: string | null): string {
  const { from, to, answer, location, reason, name } = filter;
  const query = {
    ...{ from: from && startOf(from), to: to && startOf(to, 1), answer, location, reason },
    ...{ name: name.trim(), after: after ?? '' },
  };
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
}
