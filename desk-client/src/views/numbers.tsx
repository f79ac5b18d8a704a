import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Numbers, type NumbersCount } from '#server/protocol/desk-history-messages.ts';
import {
  dayRange,
  duration,
  hourOfDay,
  number,
  placeName,
  reasonChip,
  weekday,
} from '../service/words.ts';
import { useAsked } from './asked.ts';
import { FilterLine, Title } from './filter-line.tsx';
import { Button, Problem } from './parts.tsx';
import { say } from '../service/language.ts';

const daysOfWeek = 7;

/** One bar of a chart: a place, day, hour, reason or outcome. */
interface Bar {
  label: string;
  letIn: number | null;
  held: number;
  waitedSeconds: number | null;
}

/** The week from the reader's Monday. @param offset in weeks from the present one */
function weekOf(offset: number): { from: Date; to: Date } {
  const now = new Date();
  const monday = now.getDate() - ((now.getDay() + 6) % daysOfWeek) + offset * daysOfWeek;
  const dayAt = (date: number) => new Date(now.getFullYear(), now.getMonth(), date);
  return { from: dayAt(monday), to: dayAt(monday + daysOfWeek) };
}

/** The numbers of a week without names, in charts that are tables. @param parts links to the parts of the history */
export function NumbersView({ parts }: { parts: ComponentChildren }) {
  const [offset, setOffset] = useState(0);
  const { from, to } = weekOf(offset);
  const query = new URLSearchParams({
    ...{ from: from.toISOString(), to: to.toISOString() },
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }).toString();
  const { shown: numbers, problem } = useAsked(`/desk/api/numbers?${query}`, Numbers);
  return (
    <section aria-label={say('numbers')}>
      <FilterLine>
        <Title id="history" parts={parts}>
          {say('tab-history')}
        </Title>
      </FilterLine>
      <div class="acts">
        <Button plain onPress={() => setOffset(offset - 1)}>
          {say('numbers-before')}
        </Button>
        <strong aria-live="polite">{dayRange(from, to)}</strong>
        <Button plain disabled={offset === 0} onPress={() => setOffset(offset + 1)}>
          {say('numbers-after')}
        </Button>
        <a class="button" href={`/desk/api/numbers.csv?${query}`} download>
          {say('history-csv')}
        </a>
      </div>
      <Problem>{problem}</Problem>
      {numbers?.isCut && <p class="notice">{say('numbers-cut')}</p>}
      {numbers && numbers.letIn + numbers.held === 0 && <p class="empty">{say('numbers-none')}</p>}
      {numbers && numbers.letIn + numbers.held > 0 && <Charts numbers={numbers} from={from} />}
    </section>
  );
}

function Charts({ numbers, from }: { numbers: Numbers; from: Date }) {
  const { letIn, held, waitedSeconds, longestSeconds, retries, notMoved, cannotMove } = numbers;
  const figures = {
    ...{ let_in: number(letIn), held: number(held) },
    waited: waitedSeconds === null ? say('none') : duration(waitedSeconds),
    longest: longestSeconds === null ? say('none') : duration(longestSeconds),
    ...{ retries: number(retries), not_moved: number(notMoved), cannot_move: number(cannotMove) },
  };
  return (
    <>
      <dl class="figures">
        {Object.entries(figures).map(([name, figure]) => (
          <div key={name}>
            <dt>{say(`numbers-${name}`)}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <div class="charts">
        <Chart by="day" bars={barsOf(daysFrom(from), numbers.days, weekday)} />
        <Chart
          by="hour"
          bars={barsOf(hoursIn(numbers.hours), numbers.hours, (hour) => hourOfDay(Number(hour)))}
        />
        <Chart
          by="place"
          bars={barsOf(
            numbers.places.map(({ key }) => key),
            numbers.places,
            (place) => placeName(place || null) ?? say('none'),
          )}
        />
        <Chart
          by="reason"
          bars={numbers.reasons.map(({ key, count }) => {
            return { label: reasonChip({ reason: key }), letIn: null, held: count, ...unmeasured };
          })}
        />
        <Chart
          by="outcome"
          bars={numbers.outcomes.map(({ key, count }) => {
            const label = say(key === 'seen_to' ? 'queue-seen_to' : `outcome-${key}`);
            return { label, letIn: null, held: count, ...unmeasured };
          })}
        />
      </div>
    </>
  );
}

const unmeasured = { waitedSeconds: null };

function barsOf(
  keys: readonly string[],
  counts: readonly NumbersCount[],
  labelOf: (key: string) => string,
): Bar[] {
  return keys.map((key) => {
    const found = counts.find((one) => one.key === key);
    const { letIn = 0, held = 0, waitedSeconds = null } = found ?? {};
    return { label: labelOf(key), letIn, held, waitedSeconds };
  });
}

/** A table whose last column draws the numbers of the others. */
function Chart({ by, bars }: { by: string; bars: readonly Bar[] }) {
  if (bars.length === 0) return null;
  const most = Math.max(1, ...bars.map(({ letIn, held }) => (letIn ?? 0) + held));
  const isOfVisits = bars.some(({ letIn }) => letIn !== null);
  const share = (count: number) => ({ width: `${(100 * count) / most}%` });
  return (
    <table class="chart" data-by={by}>
      <caption>{say(`numbers-by_${by}`)}</caption>
      <thead>
        <tr>
          <td />
          {isOfVisits && <th scope="col">{say('numbers-let_in')}</th>}
          <th scope="col">{say(isOfVisits ? 'numbers-held' : 'numbers-count')}</th>
          {isOfVisits && <th scope="col">{say('numbers-waited')}</th>}
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, letIn, held, waitedSeconds }) => (
          <tr key={label}>
            <th scope="row">
              <bdi>{label}</bdi>
              <span class="bar-of" aria-hidden="true">
                <i class="in" style={share(letIn ?? 0)} />
                <i style={share(held)} />
              </span>
            </th>
            {isOfVisits && <td>{number(letIn ?? 0)}</td>}
            <td>{number(held)}</td>
            {isOfVisits && (
              <td>{waitedSeconds === null ? say('none') : duration(waitedSeconds)}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The seven days, in the service's format. */
function daysFrom(from: Date): string[] {
  return Array.from({ length: daysOfWeek }, (_, i) => {
    const day = new Date(from.getFullYear(), from.getMonth(), from.getDate() + i);
    return day.toLocaleDateString('sv');
  });
}

/** Every hour from the first with a sign-in to the last. */
function hoursIn(hours: readonly NumbersCount[]): string[] {
  const [first = 0, last = -1] = [hours[0], hours.at(-1)].map((one) => one && Number(one.key));
  return Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(2, '0'));
}
