import { useEffect, useState } from 'preact/hooks';
import {
  ExpectedDay,
  type Enrolled,
  type ExpectedVisitor,
} from '../../../server/protocol/desk-arrival-messages.ts';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import { Done } from '../../../server/protocol/desk-people-messages.ts';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { clockTime, since } from '../service/words.ts';
import { Button, Field, Problem, Table, useAct, wordsIn } from './parts.tsx';
import { answerText, say } from '../service/language.ts';

const everyMs = 60_000;
/** Of several changes at once, one is asked for. */
const settleMs = 300;

const columns = [
  ...['history.time', 'history.visitor', 'history.host'],
  ...['expected.location', 'expected.face', 'expected.checked_in'],
];

/** Those of a day, asked for again each minute. */
function useExpected(day: string) {
  const [expectedDay, setExpectedDay] = useState<ExpectedDay | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // A person whose sign-in begins or ends may be on this list.
  const signIns = [...queue.waiting.value, ...queue.underway.value]
    .map(({ jobId }) => jobId)
    .join();
  useEffect(() => {
    let isOver = false;
    const load = async () => {
      try {
        const next = await ask(`/desk/api/expected?day=${encodeURIComponent(day)}`, ExpectedDay);
        if (isOver) return;
        setExpectedDay(next);
        setProblem(null);
      } catch (error) {
        if (!isOver) setProblem(wordsIn(error));
      }
    };
    const first = window.setTimeout(() => void load(), settleMs);
    const timer = window.setInterval(() => void load(), everyMs);
    return () => {
      isOver = true;
      window.clearTimeout(first);
      window.clearInterval(timer);
    };
  }, [day, signIns, queue.reconnects.value]);
  return { shown: expectedDay, problem };
}

/** Who comes today, or on another day. */
export function ExpectedView({ may }: { may: readonly DeskAct[] }) {
  const [picked, setPicked] = useState('');
  // A page that is open over night goes on to the next day.
  const day = picked || today();
  const { shown: expectedDay, problem } = useExpected(day);
  const isOld = expectedDay !== null && expectedDay.day !== day;
  const [find, setFind] = useState('');
  const all = expectedDay && !isOld ? expectedDay.visitors : [];
  const visitors = all.filter((one) => isFound(one, find));
  return (
    <section aria-labelledby="expected">
      <h2 id="expected">{say(day === today() ? 'expected.today' : 'tab.expected')}</h2>
      <form class="filter narrow" onSubmit={(event) => event.preventDefault()}>
        <Field label={say('expected.day')} type="date" value={day} onType={setPicked} />
        <Field label={say('expected.find')} type="search" value={find} onType={setFind} />
      </form>
      <Problem>{problem}</Problem>
      {visitors.length > 0 && (
        <Table label={say('expected.visitors')} columns={columns.map((column) => say(column))}>
          {visitors.map((visitor) => (
            <Row key={visitor.inviteId} visitor={visitor} mayInvite={may.includes('enrol')} />
          ))}
        </Table>
      )}
      {all.length > 0 && visitors.length === 0 && <p class="empty">{say('expected.nobody')}</p>}
      {expectedDay && !isOld && all.length === 0 && <p class="empty">{say('expected.none')}</p>}
      {expectedDay?.isCut && <p class="notice">{say('expected.cut')}</p>}
    </section>
  );
}

function Row({ visitor, mayInvite }: { visitor: ExpectedVisitor; mayInvite: boolean }) {
  const { enrolled, state, cameAt, inviteId } = visitor;
  const came = say(`visit.${isOverdue(visitor) ? 'overdue' : state}`);
  return (
    <tr data-enrolled={enrolled} data-state={isOverdue(visitor) ? 'overdue' : state}>
      <td>{clockTime(visitor.expectedAt)}</td>
      <td>{visitor.visitor ?? say('none')}</td>
      <td>{visitor.host ?? say('none')}</td>
      <td>{visitor.location ?? say('none')}</td>
      <td>
        {say(`enrolled.${enrolled}`)}{' '}
        {mayInvite && state === 'expected' && invitable.has(enrolled) && (
          <Invite path={`/desk/api/expected/${encodeURIComponent(inviteId)}/invite`} />
        )}
      </td>
      <td>{cameAt ? say('visit.at', { state: came, time: clockTime(cameAt) }) : came}</td>
    </tr>
  );
}

const invitable: ReadonlySet<Enrolled> = new Set([
  'consent_needed',
  'expired',
  'photos_needed',
  'not_enrolled',
]);

/** Writes a mail to a visitor about how to enrol, once. */
export function Invite({ path }: { path: string }) {
  const [sentence, setSentence] = useState<string | null>(null);
  const act = useAct();
  const invite = () =>
    act.run(async () => setSentence(answerText(await ask(path, Done, { method: 'POST' }))));
  if (sentence) return <p role="status">{sentence}</p>;
  return (
    <>
      <Button plain disabled={act.isBusy} onPress={invite}>
        {say('expected.invite')}
      </Button>
      {act.problem}
    </>
  );
}

function isFound({ visitor, host }: ExpectedVisitor, find: string): boolean {
  const wanted = find.trim().toLowerCase();
  return [visitor, host].some((name) => (name ?? '').toLowerCase().includes(wanted));
}

const overdueAfterMs = 15 * 60_000;

function isOverdue({ state, expectedAt }: ExpectedVisitor): boolean {
  return state === 'expected' && since(expectedAt) > overdueAfterMs;
}

/** The reader's own day. */
function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
