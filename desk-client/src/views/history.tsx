import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { HistoryPage, type HistoryEntry } from '#server/protocol/desk-history-messages.ts';
import { ask } from '../service/api.ts';
import { say } from '../service/language.ts';
import { queue } from '../service/queue.ts';
import { openPart } from '../service/route.ts';
import { number } from '../service/words.ts';
import { wordsIn } from './act.tsx';
import { FilterLine, Title } from './filter-line.tsx';
import { HistoryTable } from './history/entries.tsx';
import { HistoryFilter, ofToday, queryOf } from './history/filter.tsx';
import { NumbersView } from './numbers.tsx';
import { Button, Parts, Problem } from './parts.tsx';

const parts = ['sign_ins', 'numbers'] as const;

/** Decided sign-ins, and the numbers of a week for accounts that may read them. */
export function HistoryView({ may }: { may: readonly DeskAct[] }) {
  const part = openPart(parts);
  if (!may.includes('read_numbers')) return <SignIns may={may} />;
  const links = <Parts view="history" parts={parts} current={part} />;
  return part === 'numbers' ? <NumbersView parts={links} /> : <SignIns may={may} parts={links} />;
}

const typingMs = 200;

function SignIns({ may, parts }: { may: readonly DeskAct[]; parts?: ComponentChildren }) {
  const [filter, setFilter] = useState(ofToday);
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
      <FilterLine>
        <Title id="history" parts={parts} totals={page?.counts && totalsOf(page.counts)}>
          {say('tab-history')}
        </Title>
        <a class="button" href={`/desk/api/history.csv?${queryOf(filter, null)}`} download>
          {say('history-csv')}
        </a>
      </FilterLine>
      <HistoryFilter filter={filter} page={page} onFilter={setFilter} />
      <Problem>{problem}</Problem>
      {entries.length > 0 && (
        <HistoryTable
          label={say('history-decided')}
          entries={entries}
          isOneDay={filter.days === 'today' || filter.days === 'yesterday'}
          canUndo={may.includes('see_to')}
        />
      )}
      {page && entries.length === 0 && (
        <div class="empty">
          <p>{say('history-none')}</p>
          <Button plain onPress={() => setFilter({ ...ofToday, days: 'week', name: filter.name })}>
            {say('history-widen')}
          </Button>
        </div>
      )}
      {page?.next && <Button onPress={() => void load(page.next)}>{say('history-more')}</Button>}
    </section>
  );
}

function totalsOf({ held, letIn }: NonNullable<HistoryPage['counts']>): string {
  return say('history-totals', { held: number(held), let_in: number(letIn) });
}
