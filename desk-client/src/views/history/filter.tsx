import type { HistoryPage } from '#server/protocol/desk-history-messages.ts';
import { locale, say } from '../../service/language.ts';
import { placeName, reasonChip, startOf, today } from '../../service/words.ts';
import { FilterChip, FilterLine, LineChoice, LineField } from '../filter-line.tsx';

/** Days of one press, counted from today. */
const spans = { today: [0, 0], yesterday: [-1, -1], week: [-6, 0] } as const;
type Span = keyof typeof spans;
const spanWords = { today: 'today', yesterday: 'days-yesterday', week: 'days-week' } as const;

export interface Filter {
  /** `other`: the days of `from` and `to`. */
  days: Span | 'other';
  from: string;
  to: string;
  answer: string;
  location: string;
  reason: string;
  name: string;
}

export const ofToday: Filter = {
  ...{ days: 'today', from: '', to: '', answer: '', location: '', reason: '', name: '' },
};

/** Days, answer, place, reason and name, in one line. */
export function HistoryFilter({
  filter,
  page,
  onFilter,
}: {
  filter: Filter;
  page: HistoryPage | null;
  onFilter: (filter: Filter) => void;
}) {
  const { days, from, to } = filter;
  const set = (change: Partial<Filter>) => onFilter({ ...filter, ...change });
  return (
    <FilterLine>
      {(Object.keys(spans) as Span[]).map((span) => (
        <FilterChip key={span} isOn={days === span} onPress={() => set({ days: span })}>
          {say(spanWords[span])}
        </FilterChip>
      ))}
      <FilterChip
        isOn={days === 'other'}
        onPress={() => set({ days: 'other', from: from || today(-6), to: to || today() })}
      >
        {say('days-other')}
      </FilterChip>
      {days === 'other' && (
        <>
          <LineField
            label={say('history-from')}
            type="date"
            value={from}
            onType={(day) => set({ from: day })}
          />
          <LineField
            label={say('history-to')}
            type="date"
            value={to}
            onType={(day) => set({ to: day })}
          />
        </>
      )}
      <LineChoice
        label={say('history-answer')}
        value={filter.answer}
        onChoose={(answer) => set({ answer })}
        options={['held', 'let_in'].map((answer) => [answer, say(`history-${answer}`)])}
      />
      <LineChoice
        label={say('history-lobby')}
        value={filter.location}
        onChoose={(location) => set({ location })}
        options={(page?.locations ?? []).map(({ id, name }) => [id, placeName(name)])}
      />
      <LineChoice
        label={say('history-reason')}
        value={filter.reason}
        onChoose={(reason) => set({ reason })}
        options={chipsOf([...(page?.reasons ?? []), filter.reason])}
      />
      <LineField
        label={say('history-name')}
        type="search"
        value={filter.name}
        onType={(name) => set({ name })}
      />
    </FilterLine>
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

export function queryOf(filter: Filter, after: string | null): string {
  const { days, answer, location, reason, name } = filter;
  const [from, to] =
    days === 'other' ? [filter.from, filter.to] : spans[days].map((later) => today(later));
  const query = {
    ...{ from: from && startOf(from), to: to && startOf(to, 1), answer, location, reason },
    ...{ name: name.trim(), after: after ?? '' },
  };
  const filled = Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : []));
  return new URLSearchParams(filled).toString();
}
