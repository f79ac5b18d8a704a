import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import type { DeskCard, OutcomeSaid } from '#server/protocol/desk-messages.ts';
import { type Row, waitingList } from '../../service/waiting-list.ts';
import { queue, waitsSince } from '../../service/queue.ts';
import {
  clockTime,
  isSecurity,
  isTechnical,
  placeName,
  reasonChip,
  reasonWords,
  since,
  waitingTime,
} from '../../service/words.ts';
import { Icon } from '../icon.tsx';
import { useAct } from '../act.tsx';
import { Button, outcomeText } from '../parts.tsx';
import { joinList, say } from '../../service/language.ts';
import { isWide } from '../../service/wide.ts';
import { focusBelow } from './keys.tsx';

/** After the first time a row calls for attention, and after the second one more so. */
const escalation = { soonMs: 2 * 60_000, lateMs: 5 * 60_000 };

interface RowProps {
  row: Row;
  may: readonly DeskAct[];
}

/**
 * A visitor in two lines: visitor, host and place, reason, waiting time, and the most frequent act. The card at the
 * side has the rest. A closed visit keeps its row for a while, so that nothing moves under a pointer.
 */
export function WaitingRow({ row: { visit, card }, may }: RowProps) {
  const act = useAct();
  const isLeaving = card.seenAt !== null;
  const isChosen = waitingList.chosen.value === visit;
  const choose = () => waitingList.choose(visit);
  // The open card follows the keyboard, so that letters act on the row that has the focus.
  const follow = ({ target }: FocusEvent) => {
    if (isWide.value && target instanceof Element && target.matches(':focus-visible')) choose();
  };
  const end = (outcome: OutcomeSaid) =>
    act.run(async () => {
      const goOn = focusBelow(visit);
      await queue.setOutcome(card.jobId, outcome);
      goOn();
    });
  return (
    <li
      class={`row${isLeaving ? ' leaving' : ''}${isChosen ? ' chosen' : ''}`}
      data-visit={visit}
      data-alarm={isSecurity(card)}
      inert={isLeaving}
      onFocusIn={follow}
    >
      <span class="mark">
        <ReasonIcon card={card} />
      </span>
      <div class="whom">
        <h4 dir="auto">
          <button type="button" class="name" aria-pressed={isChosen} onClick={choose}>
            {nameOn(card)}
          </button>
        </h4>
        <span class="facts">{factsOf(card)}</span>
        {act.problem}
      </div>
      <span class="chip" title={reasonWords(card)}>
        {reasonChip(card)}
      </span>
      <Waited card={card} />
      {/* Over the rest: a row of another height would move those below. */}
      {isLeaving && <span class="ended">{outcomeText(card)}</span>}
      {may.includes('see_to') && !card.isAlarm ? (
        <Button
          // A press that began on another card of the visit does not count.
          key={card.jobId}
          steady
          label={say('row-let_in_checked', { name: nameOn(card) })}
          disabled={act.isBusy}
          onPress={() => end('let_in')}
        >
          {say('row-let_in')}
        </Button>
      ) : (
        <Button plain of={nameOn(card)} onPress={choose}>
          {say('row-open')}
        </Button>
      )}
    </li>
  );
}

export function nameOn({ visitor }: DeskCard): string {
  return visitor ?? say('queue-nameless');
}

/** Host, place, and what the desk has done so far. */
function factsOf(card: DeskCard): string {
  const { kind, host, location, earlier, withThem, hostTold, note, unansweredSince } = card;
  const times = earlier.length + 1;
  return joinList([
    kind === 'employee' && say('queue-employee'),
    host && say('queue-to_see', { host }),
    placeName(location),
    times > 1 && say('queue-times', { count: times }),
    unansweredSince && say('row-unanswered', { time: clockTime(unansweredSince) }),
    withThem && say('row-with_them', { name: withThem.by }),
    hostTold && say('row-host_told', { time: clockTime(hostTold.at), name: hostTold.by }),
    note && say('row-has_note', { note }),
  ]);
}

function Waited({ card }: { card: DeskCard }) {
  const at = waitsSince(card);
  return (
    <span class="waited" data-urgency={urgencyOf(since(at))} title={clockTime(at)}>
      <span class="unseen">{say('row-waiting_for')} </span>
      {waitingTime(at)}
    </span>
  );
}

function urgencyOf(waitedMs: number): 'new' | 'soon' | 'late' {
  if (waitedMs > escalation.lateMs) return 'late';
  return waitedMs > escalation.soonMs ? 'soon' : 'new';
}

export function ReasonIcon({ card }: { card: Pick<DeskCard, 'reason' | 'isAlarm'> }) {
  if (isTechnical(card)) return <Icon name="technical" />;
  return card.isAlarm ? <Icon name="alarm" /> : null;
}
