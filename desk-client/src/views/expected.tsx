import { useEffect, useState } from 'preact/hooks';
import {
  ExpectedDay,
  type Enrolled,
  type ExpectedVisitor,
} from '#server/protocol/desk-arrival-messages.ts';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { Done } from '#server/protocol/desk-people-messages.ts';
import { ask } from '../service/api.ts';
import { queue } from '../service/queue.ts';
import { visitorAddress } from '../service/route.ts';
import { waitingList } from '../service/waiting-list.ts';
import { clockTime, isOverdue, number, placeName, today, until } from '../service/words.ts';
import { Icon } from './icon.tsx';
import { useAct } from './act.tsx';
import { useAsked } from './asked.ts';
import { FilterChip, FilterLine, LineField, Title } from './filter-line.tsx';
import { Button, ManagersOnly, Problem, ResultSentence } from './parts.tsx';
import { Table } from './table.tsx';
import { answerText, joinList, say } from '../service/language.ts';

const everyMs = 60_000;
/** Several changes within this time cause one request. */
const settleMs = 300;
/** Time until the next request while the service still searches the watchlists. */
const lookUpMs = 1000;

const columns = [
  ...['history-time', 'history-visitor', 'history-host'],
  ...['expected-location', 'expected-face', 'expected-checked_in'],
];

const widths = ['6.3rem', '26%', '20%', '11%', 'auto', '17%'];

/** Loads the expected visitors of a day, again every minute. */
function useExpected(day: string) {
  // The list changes when the sign-in of an expected visitor begins or ends.
  const signIns = [...queue.waiting.value, ...queue.underway.value]
    .map(({ jobId }) => jobId)
    .join();
  const path = `/desk/api/expected?day=${encodeURIComponent(day)}`;
  const { shown, problem, load } = useAsked(path, ExpectedDay, { settleMs, cause: signIns });
  useEffect(() => {
    const timer = window.setInterval(() => void load(), everyMs);
    return () => window.clearInterval(timer);
  }, [path]);
  useEffect(() => {
    if (!shown?.visitors.some(({ listed }) => listed === null)) return undefined;
    const timer = window.setTimeout(() => void load(), lookUpMs);
    return () => window.clearTimeout(timer);
  }, [shown]);
  return { shown, problem };
}

/** Groups of visitors, in the order of the page. */
const groups = ['late', 'now', 'next', 'here'] as const;
type Group = (typeof groups)[number];

/** The visitors expected today or on another day, grouped by when they are due. */
export function ExpectedView({ may }: { may: readonly DeskAct[] }) {
  const [picked, setPicked] = useState('');
  // A page that stays open overnight shows the next day.
  const day = picked || today();
  const { shown: expectedDay, problem } = useExpected(day);
  const isOld = expectedDay !== null && expectedDay.day !== day;
  const [find, setFind] = useState('');
  const [only, setOnly] = useState<Only | null>(null);
  const all = expectedDay && !isOld ? expectedDay.visitors : [];
  const here = all.filter(({ location }) => location === null || waitingList.isHere({ location }));
  const visitors = here.filter((one) => isFound(one, find) && (!only || filters[only](one)));
  return (
    <section aria-labelledby="expected">
      <FilterLine>
        <Title id="expected" totals={here.length > 0 && totalsOf(here)}>
          {say(day === today() ? 'expected-today' : 'tab-expected')}
        </Title>
        <FilterChip isOn={day === today()} onPress={() => setPicked('')}>
          {say('today')}
        </FilterChip>
        <FilterChip isOn={day === today(1)} onPress={() => setPicked(today(1))}>
          {say('days-tomorrow')}
        </FilterChip>
        <LineField label={say('expected-day')} type="date" value={day} onType={setPicked} />
        {(Object.keys(filters) as Only[]).map((name) => (
          <FilterChip
            key={name}
            isOn={only === name}
            onPress={() => setOnly(only === name ? null : name)}
          >
            {say(`expected-only_${name}`)} {number(here.filter(filters[name]).length)}
          </FilterChip>
        ))}
        <LineField label={say('expected-find')} type="search" value={find} onType={setFind} />
      </FilterLine>
      <Problem>{problem}</Problem>
      {visitors.length > 0 && (
        <Table
          groups
          label={say('expected-visitors')}
          columns={columns.map((column) => say(column))}
          widths={widths}
        >
          {groups.map((group) => (
            <Due
              key={group}
              group={group}
              visitors={visitors.filter((one) => groupOf(one) === group)}
              mayInvite={may.includes('enrol')}
            />
          ))}
        </Table>
      )}
      {here.length > 0 && visitors.length === 0 && <p class="empty">{say('expected-nobody')}</p>}
      {expectedDay && !isOld && here.length === 0 && <p class="empty">{say('expected-none')}</p>}
      {!may.includes('enrol') && visitors.some(canBeInvited) && (
        <ManagersOnly acts={[say('expected-invite')]} />
      )}
      {expectedDay?.isCut && <p class="notice">{say('expected-cut')}</p>}
    </section>
  );
}

const filters = {
  not_enrolled: ({ enrolled }: ExpectedVisitor) => invitable.has(enrolled),
  listed: ({ listed }: ExpectedVisitor) => listed !== null && listed.length > 0,
};
type Only = keyof typeof filters;

/** `40 · Here 7 · Late 2`. */
function totalsOf(visitors: readonly ExpectedVisitor[]): string {
  const of = (group: Group) => visitors.filter((one) => groupOf(one) === group).length;
  return joinList([
    number(visitors.length),
    `${say('expected-here')} ${number(of('here'))}`,
    of('late') > 0 && `${say('expected-late')} ${number(of('late'))}`,
  ]);
}

interface DueProps {
  group: Group;
  visitors: readonly ExpectedVisitor[];
  mayInvite: boolean;
}

function Due({ group, visitors, mayInvite }: DueProps) {
  if (visitors.length === 0) return null;
  return (
    <tbody data-group={group}>
      <tr>
        <th colSpan={columns.length} scope="rowgroup">
          {say(`expected-${group}`)} <span class="quiet">{number(visitors.length)}</span>
        </th>
      </tr>
      {visitors.map((visitor) => (
        <Row key={visitor.inviteId} visitor={visitor} mayInvite={mayInvite} />
      ))}
    </tbody>
  );
}

function Row({ visitor, mayInvite }: { visitor: ExpectedVisitor; mayInvite: boolean }) {
  const { enrolled, state, cameAt, inviteId, listed } = visitor;
  const standing = groupOf(visitor) === 'late' ? 'overdue' : state;
  const came = say(`visit-${standing}`);
  const isListed = listed !== null && listed.length > 0;
  return (
    <tr class="opens" data-enrolled={enrolled} data-state={standing}>
      <td class="time">{clockTime(visitor.expectedAt)}</td>
      <td>
        <span class="named">
          <a class="opener" href={visitorAddress({ inviteId })}>
            <bdi title={visitor.visitor ?? ''}>{visitor.visitor ?? say('none')}</bdi>
          </a>{' '}
          {isListed && <Listed lists={listed} />}
        </span>
      </td>
      <td>
        <bdi title={visitor.host ?? ''}>{visitor.host ?? say('none')}</bdi>
      </td>
      <td>
        <bdi>{placeName(visitor.location) ?? say('none')}</bdi>
      </td>
      <td>{say(`enrolled-${enrolled}`)}</td>
      <td>
        {mayInvite && canBeInvited(visitor) ? (
          <Invite
            path={`/desk/api/expected/${encodeURIComponent(inviteId)}/invite`}
            name={visitor.visitor}
          />
        ) : (
          (cameAt && say('visit-at', { state: came, time: clockTime(cameAt) })) || came
        )}
      </td>
    </tr>
  );
}

/** The lists that may contain an expected visitor: the desk follows its procedure when they arrive. */
function Listed({ lists }: { lists: readonly string[] }) {
  const names = lists.map((list) => (list === 'own' ? say('own_list-listed') : list));
  return (
    <span class="chip" data-alarm="true">
      <Icon name="alarm" />
      {names.join(', ')}
    </span>
  );
}

const invitable: ReadonlySet<Enrolled> = new Set([
  'consent_needed',
  'expired',
  'photos_needed',
  'not_enrolled',
]);

function canBeInvited({ enrolled, listed, state }: ExpectedVisitor): boolean {
  return state === 'expected' && !listed?.length && invitable.has(enrolled);
}

/** Sends a visitor one mail about how to enrol. */
export function Invite({ path, name = null }: { path: string; name?: string | null }) {
  const [sentence, setSentence] = useState<string | null>(null);
  const act = useAct();
  const invite = () =>
    act.run(async () => setSentence(answerText(await ask(path, Done, { method: 'POST' }))));
  if (sentence) return <ResultSentence>{sentence}</ResultSentence>;
  return (
    <>
      <Button plain of={name} disabled={act.isBusy} onPress={invite}>
        {say('expected-invite')}
      </Button>
      {act.problem}
    </>
  );
}

function isFound({ visitor, host }: ExpectedVisitor, find: string): boolean {
  const wanted = find.trim().toLowerCase();
  return [visitor, host].some((name) => (name ?? '').toLowerCase().includes(wanted));
}

const dueWithinMs = 30 * 60_000;

function groupOf({ state, expectedAt }: ExpectedVisitor): Group {
  if (state !== 'expected') return 'here';
  if (isOverdue(expectedAt)) return 'late';
  return until(expectedAt) > dueWithinMs ? 'next' : 'now';
}
