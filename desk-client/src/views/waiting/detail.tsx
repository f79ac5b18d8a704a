import { useEffect, useRef } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import type { DeskCard, OutcomeSaid } from '#server/protocol/desk-messages.ts';
import { isInField } from '../../service/lone-keys.ts';
import { queue, visitOf } from '../../service/queue.ts';
import { remarkWords } from '../../service/remarks.ts';
import { ownSession } from '../../service/session.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { isWide } from '../../service/wide.ts';
import { initials, isSecurity, reasonWords, toDo } from '../../service/words.ts';
import { Icon } from '../icon.tsx';
import { useAct } from '../act.tsx';
import { Button, outcomeText } from '../parts.tsx';
import { VisitEnrolment } from '../people/lobby-enrolment.tsx';
import { say } from '../../service/language.ts';
import { Facts, VisitStory } from './facts.tsx';
import { HostMessage } from './host-message.tsx';
import { AlarmLetIn, letInReason } from './alarm-let-in.tsx';
import { EnvoyEntry, waitsInEnvoy } from './in-envoy.tsx';
import { closeCard, focusBelow, undo } from './keys.tsx';
import { Note } from './note.tsx';
import { nameOn, ReasonIcon } from './row.tsx';

interface Props {
  card: DeskCard;
  may: readonly DeskAct[];
}

/** Everything that is known about one visit, and every act on it. */
export function Detail({ card, may }: Props) {
  const maySeeTo = may.includes('see_to');
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On a narrow page, the card replaces the list.
    if (!isWide.value) title.current?.focus();
  }, []);
  return (
    <aside
      class="detail"
      aria-label={say('detail')}
      data-alarm={isSecurity(card)}
      // The reader turns to a card that the page has opened.
      onFocusIn={() => waitingList.isProposed.value && waitingList.choose(visitOf(card))}
    >
      <div class="head">
        <span class="avatar large" aria-hidden="true">
          {initials(card.visitor)}
        </span>
        <h2 ref={title} tabIndex={-1} dir="auto">
          {nameOn(card)}
        </h2>
        <button
          type="button"
          class="plain"
          aria-label={`${say('do-close')} · ${say('detail')}`}
          onClick={() => void closeCard(visitOf(card))}
        >
          <Icon name="away" />
        </button>
      </div>
      <div class={isSecurity(card) ? 'why alarm' : 'why'}>
        <strong>
          <ReasonIcon card={card} /> {card.seenAt === null ? toDo(card) : outcomeText(card)}
        </strong>{' '}
        {reasonWords(card)}
        {card.remark && <p dir="auto">{remarkWords(card.remark)}</p>}
      </div>
      {/* Facts come a moment later: above the buttons they would move them under the pointer. */}
      {/* What is typed or pressed for one sign-in must not reach the next one of the visit: it may be another visitor. */}
      {maySeeTo && <Acts key={card.jobId} card={card} />}
      <VisitEnrolment jobId={card.jobId} may={may} isOffered={!card.isAlarm} />
      {maySeeTo && <Facts card={card} />}
      <VisitStory card={card} canPart={maySeeTo} />
    </aside>
  );
}

/** Labels are verbs. The most frequent act is the widest; of an alarm, that is to turn away. */
function Acts({ card }: { card: DeskCard }) {
  const act = useAct();
  const visit = visitOf(card);
  const end = (outcome: OutcomeSaid, why?: string) =>
    act.run(async () => {
      const goOn = focusBelow(visit);
      await queue.setOutcome(card.jobId, outcome, why);
      letInReason(card).discard();
      // Work goes on in the list, which a narrow page shows instead of the card, unless the reader types on the card.
      if (!isWide.value && !isInField(document.activeElement)) waitingList.choose(null);
      await Promise.resolve();
      goOn();
    });
  if (card.seenAt !== null) return <ClosedActs card={card} />;
  const isEnrolled = queue.enrolments.value.some((one) => one.jobId === card.jobId && one.personId);
  const outcomes = { isBusy: act.isBusy, onEnd: end };
  return (
    <div class="acts">
      {!card.isAlarm && (
        <Outcome {...outcomes} outcome={isEnrolled ? 'enrolled' : 'let_in'} kind="wide" />
      )}
      {!card.isAlarm && <EnvoyEntry card={card} />}
      <HostMessage card={card} />
      <Presence card={card} />
      <Note card={card} />
      <Outcome {...outcomes} outcome="left" kind="plain quiet" />
      <Outcome
        {...outcomes}
        outcome="turned_away"
        kind={card.isAlarm ? 'plain bad wide' : 'plain bad'}
      />
      {card.isAlarm && (
        <AlarmLetIn card={card} isBusy={act.isBusy} onEnd={(why) => end('let_in', why)} />
      )}
      {card.isAlarm && <EnvoyEntry card={card} />}
      {act.problem}
    </div>
  );
}

interface OutcomeProps {
  outcome: OutcomeSaid;
  kind: string;
  isBusy: boolean;
  onEnd: (outcome: OutcomeSaid) => void;
}

function Outcome({ outcome, kind, isBusy, onEnd }: OutcomeProps) {
  return (
    <Button
      steady
      kind={kind}
      disabled={isBusy}
      act={outcome === 'enrolled' ? 'let_in' : outcome}
      onPress={() => onEnd(outcome)}
    >
      {say(`act-${outcome}`)}
    </Button>
  );
}

function ClosedActs({ card }: { card: DeskCard }) {
  const act = useAct();
  return (
    <div class="acts">
      {card.reason !== 'desk_approved' && (
        <Button
          // The button may appear where an act was that somebody else has just done.
          steady
          kind="plain wide"
          disabled={act.isBusy}
          of={nameOn(card)}
          onPress={() => act.run(() => undo(card))}
        >
          {say('do-undo')}
        </Button>
      )}
      {waitsInEnvoy(card) && <EnvoyEntry card={card} />}
      <Note card={card} />
      {act.problem}
    </div>
  );
}

/** Shows the other people at the desk who is with the visitor. */
function Presence({ card }: { card: DeskCard }) {
  const act = useAct();
  const isOwn = card.withThem !== null && card.withThem.by === ownSession.value?.user.name;
  return (
    <>
      <Button
        plain
        act="with"
        disabled={act.isBusy}
        onPress={() => act.run(() => queue.setPresence(card.jobId, !isOwn))}
      >
        {say(isOwn ? 'act-not_with' : 'act-with')}
      </Button>
      {act.problem}
    </>
  );
}
