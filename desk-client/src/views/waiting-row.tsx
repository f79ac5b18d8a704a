import { useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import type { DeskCard, OutcomeSaid } from '../../../server/protocol/desk-messages.ts';
import { queue, waitsSince } from '../service/queue.ts';
import { clockTime, counting, placeName, since, toDo, reasonWords } from '../service/words.ts';
import { HostMessage } from './host-message.tsx';
import { Button, outcomeText, NoteText, useAct } from './parts.tsx';
import { LobbyEnrolmentState, Offer } from './people/lobby-enrolment.tsx';
import { joinList, say } from '../service/language.ts';

/** After so long a row calls for attention, and after the second more so. */
const escalation = { soonMs: 2 * 60_000, lateMs: 5 * 60_000 };

export interface RowProps {
  card: DeskCard;
  may: readonly DeskAct[];
}

/**
 * One line a visitor, so that twenty are seen at once; all else when it is opened. One that was closed stays as it
 * is for a moment, so that nothing moves under a finger.
 */
export function WaitingRow({ card, may }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const act = useAct();
  const isLeaving = card.seenAt !== null;
  const enrolment = queue.enrolments.value.find(({ jobId }) => jobId === card.jobId);
  const end = may.includes('see_to')
    ? (outcome: OutcomeSaid) => act.run(() => queue.setOutcome(card.jobId, outcome))
    : null;
  return (
    <li
      class={isLeaving ? 'card row leaving' : 'card row'}
      data-urgency={urgencyOf(since(waitsSince(card)))}
      data-alarm={card.isAlarm}
      inert={isLeaving}
    >
      <div class="line">
        <Who card={card} />
        {end && !card.isAlarm && (
          <Button
            // A press that began at another card of the visit counts for none.
            key={card.jobId}
            label={say('row.let_in_checked')}
            disabled={act.isBusy}
            onPress={() => end('let_in')}
          >
            {say('row.let_in')}
          </Button>
        )}
        <Button
          plain
          label={say(isOpen ? 'row.less_about' : 'row.more_about', { name: nameOn(card) })}
          isOpen={isOpen}
          onPress={() => setOpen(!isOpen)}
        >
          {say(isOpen ? 'row.less' : 'row.more')}
        </Button>
      </div>
      {act.problem}
      {card.note && !isOpen && <NoteText text={card.note} />}
      {enrolment && <LobbyEnrolmentState enrolment={enrolment} canStop={may.includes('offer')} />}
      {isOpen && <Rest card={card} may={may} isBusy={act.isBusy} onEnd={end} />}
    </li>
  );
}

interface RestProps extends RowProps {
  isBusy: boolean;
  /** Null for who may only look. */
  onEnd: ((outcome: OutcomeSaid) => void) | null;
}

/** What is not said in the line. */
function Rest({ card, may, isBusy, onEnd }: RestProps) {
  return (
    <div class="rest">
      <p class="why">
        <strong>{toDo(card)}</strong> {reasonWords(card)}
      </p>
      {card.remark && (
        <p class="quiet" dir="auto">
          {card.remark}
        </p>
      )}
      {card.earlier.length > 0 && <Earlier card={card} canPart={onEnd !== null} />}
      <div class="acts">
        {onEnd && <Outcomes key={card.jobId} card={card} isBusy={isBusy} onEnd={onEnd} />}
        {card.entryUrl && (
          <a class="button" href={card.entryUrl} target="_blank" rel="noreferrer">
            {say('row.open_envoy')}
          </a>
        )}
        {onEnd && <Note card={card} />}
        {onEnd && <HostMessage jobId={card.jobId} />}
      </div>
      <Further card={card} may={may} />
    </div>
  );
}

function nameOn({ visitor }: DeskCard): string {
  return visitor ?? say('queue.nameless');
}

function urgencyOf(waitedMs: number): 'new' | 'soon' | 'late' {
  if (waitedMs > escalation.lateMs) return 'late';
  return waitedMs > escalation.soonMs ? 'soon' : 'new';
}

/** Waiting time, visitor, host, place, what to do and why; after closing, how it ended. */
function Who({ card }: { card: DeskCard }) {
  const { kind, host, location } = card;
  const times = card.earlier.length + 1;
  const facts = [
    kind === 'employee' && say('queue.employee'),
    host && say('queue.to_see', { host }),
    placeName(location),
    times > 1 && say('queue.times', { count: times }),
  ];
  return (
    <>
      <span class="waited" title={clockTime(waitsSince(card))}>
        <span class="unseen">{say('row.waiting_for')} </span>
        {counting(since(waitsSince(card)))}
      </span>
      <h3 dir="auto">{nameOn(card)}</h3>
      <span class="facts">{joinList(facts)}</span>
      <span class="why">
        {card.seenAt === null ? <strong>{toDo(card)}</strong> : outcomeText(card)}{' '}
        {card.seenAt === null && reasonWords(card)}
      </span>
    </>
  );
}

function Outcomes({
  card,
  isBusy,
  onEnd,
}: {
  card: DeskCard;
  isBusy: boolean;
  onEnd: (outcome: OutcomeSaid) => void;
}) {
  const isEnrolled = queue.enrolments.value.some((one) => one.jobId === card.jobId && one.personId);
  return (
    <>
      {outcomesFor(card, isEnrolled).map((outcome) => (
        <Button key={outcome} plain disabled={isBusy} act={outcome} onPress={() => onEnd(outcome)}>
          {say(`outcome.${outcome}`)}
        </Button>
      ))}
    </>
  );
}

/** What stands on the line already is not said twice. */
function outcomesFor({ isAlarm }: DeskCard, isEnrolled: boolean): OutcomeSaid[] {
  return [
    ...(isAlarm ? (['let_in'] as const) : []),
    ...(isEnrolled ? (['enrolled'] as const) : []),
    'turned_away',
    'left',
  ];
}

/** What was taken for the same visitor who tried again. */
function Earlier({ card: { earlier }, canPart }: { card: DeskCard; canPart: boolean }) {
  const act = useAct();
  const part = () =>
    act.run(async () => {
      for (const { jobId } of earlier) await queue.setOutcome(jobId, null);
    });
  return (
    <>
      <ul>
        {earlier.map(({ jobId, at, ...held }) => (
          <li key={jobId}>{say('row.before', { time: clockTime(at), why: reasonWords(held) })}</li>
        ))}
      </ul>
      {act.problem}
      {canPart && (
        <Button plain disabled={act.isBusy} onPress={part}>
          {say('row.part')}
        </Button>
      )}
    </>
  );
}

function Note({ card }: { card: DeskCard }) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(card.note ?? '');
  const act = useAct();
  if (!isOpen) {
    return (
      <>
        {card.note && <NoteText text={card.note} />}
        <Button
          plain
          act="note"
          onPress={() => {
            setText(card.note ?? '');
            setOpen(true);
          }}
        >
          {say(card.note ? 'row.change_note' : 'row.add_note')}
        </Button>
      </>
    );
  }
  const save = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      await queue.setNote(card.jobId, text);
      setOpen(false);
    });
  };
  return (
    <form class="note" onSubmit={save}>
      <label>
        {say('row.note')}
        <textarea
          rows={2}
          maxLength={500}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('do.save')}
      </button>
      <Button plain onPress={() => setOpen(false)}>
        {say('do.cancel')}
      </Button>
    </form>
  );
}

/** The offer to enrol. */
export function Further({ card, may }: RowProps) {
  const enrolment = queue.enrolments.value.find(({ jobId }) => jobId === card.jobId);
  const canOffer = may.includes('offer');
  const isOver = !enrolment || enrolment.step === 'ended';
  return (
    <>
      {canOffer && isOver && !card.isAlarm && (
        <Offer
          jobId={card.jobId}
          looksLike={enrolment?.looksLike ?? []}
          canSayWho={may.includes('enrol')}
        />
      )}
    </>
  );
}
