import { useState } from 'preact/hooks';
import type { DeskAct } from '../../../server/protocol/desk-account-messages.ts';
import type { DeskCard, Underway } from '../../../server/protocol/desk-messages.ts';
import { shortOf, clockTime, counting, since } from '../service/words.ts';
import { longestFirst, queue } from '../service/queue.ts';
import { soundIsOn, switchSound } from '../service/sound.ts';
import { WhoItWas } from './correction.tsx';
import { useSteadyPress, useAct } from './parts.tsx';
import { LobbyEnrolmentState, Offer } from './people/lobby-enrolment.tsx';
import { Button, Tick } from './parts.tsx';

/** After so long a card calls for attention, and after the second more so. */
const escalation = { soonMs: 2 * 60_000, lateMs: 5 * 60_000 };

export function QueueView({ may }: { may: readonly DeskAct[] }) {
  const steady = useSteadyPress();
  const waiting = queue.waiting.value;
  const done = queue.done.value;
  const ringing = new Set(queue.ringing.value.map(({ jobId }) => jobId));
  const underway = queue.underway.value.filter(({ jobId }) => !ringing.has(jobId));
  return (
    <>
      <div class="tools">
        <Tick checked={soundIsOn.value} onTick={switchSound}>
          Sound when somebody is held
        </Tick>
      </div>
      {underway.length > 0 && (
        <section aria-labelledby="underway">
          <h2 id="underway">Before the camera now</h2>
          <ul class="cards small">
            {underway.map((each) => (
              <LookedAt key={each.jobId} underway={each} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="waiting">
        <h2 id="waiting">Waiting for you{waiting.length > 0 && ` (${waiting.length})`}</h2>
        <div aria-live="polite">
          {waiting.length === 0 && <p class="empty">No one is waiting.</p>}
          <ul class="cards" {...steady}>
            {longestFirst([...waiting, ...queue.leaving.value]).map((card) =>
              card.seenAt === null ? (
                <Card key={card.jobId} card={card} may={may} />
              ) : (
                <Leaving key={card.jobId} card={card} />
              ),
            )}
          </ul>
        </div>
      </section>
      {done.length > 0 && (
        <section aria-labelledby="done">
          <h2 id="done">Seen to</h2>
          <ul class="cards small">
            {done.map((card) => (
              <Done key={card.jobId} card={card} may={may} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface CardProps {
  card: DeskCard;
  may: readonly DeskAct[];
}

function Card({ card, may }: CardProps) {
  const canSeeTo = may.includes('see_to');
  const waited = since(card.heldAt);
  const urgency = waited > escalation.lateMs ? 'late' : waited > escalation.soonMs ? 'soon' : 'new';
  const act = useAct();
  return (
    <li class="card" data-urgency={urgency}>
      <div class="head">
        <h3>{card.visitor ?? 'Name not known'}</h3>
        <span class="waited" title={clockTime(card.heldAt)}>
          <span class="unseen">waits since </span>
          {counting(waited)}
        </span>
      </div>
      <p class="facts">
        {[
          card.kind === 'employee' ? 'Employee' : null,
          card.host && `to see ${card.host}`,
          card.location,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p class="why">{card.why}</p>
      <p class="todo">{card.whatToDo}</p>
      {card.remark && <p class="quiet">{card.remark}</p>}
      {act.problem}
      <div class="acts">
        {canSeeTo && (
          <Button
            disabled={act.isBusy}
            onPress={() => act.run(() => queue.setSeen(card.jobId, true))}
          >
            Seen to
          </Button>
        )}
        {card.entryUrl && (
          <a class="button" href={card.entryUrl} target="_blank" rel="noreferrer">
            Open in Envoy
          </a>
        )}
        {canSeeTo && <Note card={card} />}
      </div>
      <Further card={card} may={may} />
    </li>
  );
}

/** In the place of a card that somebody has seen to, for a moment. */
function Leaving({ card }: { card: DeskCard }) {
  return (
    <li class="card leaving">
      <div class="head">
        <h3>{card.visitor ?? 'Name not known'}</h3>
      </div>
      <p class="quiet">Seen to by {card.seenBy}</p>
    </li>
  );
}

function Note({ card }: { card: DeskCard }) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(card.note ?? '');
  const act = useAct();
  if (!isOpen) {
    return (
      <>
        {card.note && <p class="note">{card.note}</p>}
        <Button
          plain
          onPress={() => {
            setText(card.note ?? '');
            setOpen(true);
          }}
        >
          {card.note ? 'Change note' : 'Add a note'}
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
        Note
        <textarea
          rows={2}
          maxLength={500}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        Save
      </button>
      <Button plain onPress={() => setOpen(false)}>
        Cancel
      </Button>
    </form>
  );
}

function LookedAt({ underway }: { underway: Underway }) {
  const { visitor, host, location, guidance } = underway;
  return (
    <li class="card">
      <div class="head">
        <h3>{visitor ?? 'Name not known'}</h3>
        <span class="waited">{counting(since(underway.since))}</span>
      </div>
      <p class="facts">{[host && `to see ${host}`, location].filter(Boolean).join(' · ')}</p>
      <p>{guidance === null ? 'The camera is starting.' : (shortOf[guidance] ?? guidance)}</p>
    </li>
  );
}

/** Beside seeing to them: who it was, and the offer to enrol or how it is getting on. */
function Further({ card, may }: CardProps) {
  const enrolment = queue.enrolments.value.find(({ jobId }) => jobId === card.jobId);
  const canOffer = may.includes('offer');
  const isOver = !enrolment || enrolment.step === 'ended';
  return (
    <>
      <WhoItWas
        jobId={card.jobId}
        correction={card.correction}
        canCorrect={card.canCorrect && may.includes('correct')}
        // The card as it stands now comes over the socket.
        onSaid={() => {}}
      />
      {enrolment && <LobbyEnrolmentState enrolment={enrolment} canStop={canOffer} />}
      {canOffer && isOver && (
        <Offer
          jobId={card.jobId}
          looksLike={enrolment?.looksLike ?? []}
          canSayWho={may.includes('enrol')}
        />
      )}
    </>
  );
}

function Done({ card, may }: CardProps) {
  const canUndo = may.includes('see_to');
  const act = useAct();
  return (
    <li class="card">
      <div class="head">
        <h3>{card.visitor ?? 'Name not known'}</h3>
        {canUndo && card.reason !== 'desk_approved' && (
          <Button
            plain
            disabled={act.isBusy}
            onPress={() => act.run(() => queue.setSeen(card.jobId, false))}
          >
            Undo
          </Button>
        )}
      </div>
      <p class="quiet">
        {card.reason === 'desk_approved' && 'Let in by '}
        {card.seenBy} at {clockTime(card.seenAt ?? card.heldAt)}
        {card.note && ` · ${card.note}`}
      </p>
      {act.problem}
      <Further card={card} may={may} />
    </li>
  );
}
