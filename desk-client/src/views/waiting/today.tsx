import { useEffect, useState } from 'preact/hooks';
import { ExpectedDay, type ExpectedVisitor } from '#server/protocol/desk-arrival-messages.ts';
import { HistoryPage } from '#server/protocol/desk-history-messages.ts';
import { joinList, say } from '../../service/language.ts';
import { queue } from '../../service/queue.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { clockTime, isOverdue, number, placeName, startOf, today } from '../../service/words.ts';
import { useAsked } from '../asked.ts';

const mostShown = 6;
/** Several changes within this time cause one request. */
const settleMs = 2000;
const everyMs = 60_000;

/** What the page shows while no card is open: the numbers of the day, and who comes next. */
export function Today() {
  const [minute, setMinute] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setMinute((before) => before + 1), everyMs);
    return () => window.clearInterval(timer);
  }, []);
  const day = today();
  const cause = `${minute} ${queue.waiting.value.length} ${queue.underway.value.length}`;
  const how = { settleMs, cause };
  const { shown: expected } = useAsked(`/desk/api/expected?day=${day}`, ExpectedDay, how);
  const from = encodeURIComponent(startOf(day));
  const { shown: history } = useAsked(`/desk/api/history?from=${from}`, HistoryPage, how);
  const next = expected?.visitors.filter(isNext) ?? [];
  return (
    <>
      <h2 tabIndex={-1}>{say('today')}</h2>
      {history?.counts && (
        <dl class="figures">
          <Figure label={say('today-let_in')} value={history.counts.letIn} />
          <Figure label={say('today-held')} value={history.counts.held} />
        </dl>
      )}
      <h3>{say('today-next')}</h3>
      {expected && next.length === 0 && <p class="quiet">{say('today-nobody')}</p>}
      <ul class="coming">
        {next.slice(0, mostShown).map((visitor) => (
          <Coming key={visitor.inviteId} visitor={visitor} />
        ))}
      </ul>
      {next.length > mostShown && (
        <p>
          <a href="#expected">{say('tab-expected')}</a> {number(next.length)}
        </p>
      )}
    </>
  );
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{number(value)}</dd>
    </div>
  );
}

function isNext({ state, location }: ExpectedVisitor): boolean {
  return state === 'expected' && (location === null || waitingList.isHere({ location }));
}

function Coming({
  visitor: { visitor, host, location, expectedAt },
}: {
  visitor: ExpectedVisitor;
}) {
  const isLate = isOverdue(expectedAt);
  return (
    <li data-late={isLate}>
      <time>{clockTime(expectedAt)}</time>
      <span dir="auto">
        <strong>{visitor ?? say('queue-nameless')}</strong>
        <span class="facts">
          {joinList([
            isLate && say('visit-overdue'),
            host && say('queue-to_see', { host }),
            placeName(location),
          ])}
        </span>
      </span>
    </li>
  );
}
