import { useState } from 'preact/hooks';
import {
  Done,
  LobbyEnrolmentStarted,
  VisitorClaim,
  type LobbyEnrolment,
} from '../../../../server/protocol/desk-people-messages.ts';
import { ask } from '../../service/api.ts';
import { queue } from '../../service/queue.ts';
import { shortOf } from '../../service/guidance.ts';
import { useAct } from '../use-act.tsx';
import { nobodyNamed, SayWho } from './say-who.tsx';

const steps: Record<LobbyEnrolment['step'], string> = {
  waiting: 'Waiting for the screen.',
  asking: 'The screen shows the consent text and asks whether they agree.',
  posing: 'Before the camera',
  interrupted: 'Somebody signed in and has the camera first. It goes on afterwards.',
  storing: 'All pictures are taken. One moment …',
  enrolled: 'Enrolled. The camera knows them next time.',
  ended: 'Nothing was stored.',
};

/** How somebody at a lobby screen is getting on. */
export function LobbyEnrolmentState({
  enrolment,
  canStop,
}: {
  enrolment: LobbyEnrolment;
  canStop: boolean;
}) {
  const { id, name, record, screen, step, taken, guidance, message } = enrolment;
  const act = useAct();
  const isUnderWay = !['enrolled', 'ended', 'storing'].includes(step);
  const stop = () =>
    act.run(async () => {
      await ask(`/desk/api/enrolments/${encodeURIComponent(id)}`, Done, { method: 'DELETE' });
    });
  return (
    <div class="enrolment" role="status">
      <p>
        <strong>
          {record === null
            ? `Enrolling ${name}, somebody new, at ${screen}:`
            : `Adding pictures to the record of ${record} at ${screen}:`}
        </strong>{' '}
        {steps[step]}
        {step === 'posing' &&
          `: ${taken} of 3 pictures${guidance ? `, ${shortOf[guidance] ?? 'is posing'}` : ''}.`}
      </p>
      {message && <p>{message}</p>}
      {act.problem}
      {canStop && isUnderWay && (
        <button type="button" class="plain" disabled={act.isBusy} onClick={stop}>
          Stop it
        </button>
      )}
    </div>
  );
}

/** A lobby screen that is connected. */
export function ScreenChoice({
  screenId,
  isRequired = false,
  onChoose,
}: {
  screenId: string;
  isRequired?: boolean;
  onChoose: (screenId: string) => void;
}) {
  return (
    <label>
      Lobby screen that they stand before
      <select
        required={isRequired}
        value={screenId}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">choose</option>
        {queue.screens.value.map(({ id, name, connected }) => (
          <option key={id} value={id} disabled={!connected}>
            {name}
            {!connected && ' (not connected)'}
          </option>
        ))}
      </select>
    </label>
  );
}

/** On a held visitor's card: the offer to enrol whose document was checked. */
export function Offer({
  jobId,
  looksLike,
  canSayWho,
}: {
  jobId: string;
  /** Whom the face looked like, when an offer before ended for that. */
  looksLike: LobbyEnrolment['looksLike'];
  /** Managers may say who is meant. */
  canSayWho: boolean;
}) {
  const [claim, setClaim] = useState<VisitorClaim | null>(null);
  const [isChecked, setChecked] = useState(false);
  const [named, setNamed] = useState(nobodyNamed);
  const act = useAct();
  const path = `/desk/api/cards/${encodeURIComponent(jobId)}`;
  if (!claim) {
    const open = () => act.run(async () => setClaim(await ask(`${path}/claim`, VisitorClaim)));
    return (
      <>
        {looksLike.length > 0 && (
          <p class="quiet">
            {canSayWho
              ? 'If you know who they are, offer it again and say so.'
              : 'A manager can say who they are, and offer it again.'}
          </p>
        )}
        <div class="acts">
          <button type="button" class="plain" disabled={act.isBusy} onClick={open}>
            Offer to enrol
          </button>
        </div>
        {act.problem}
      </>
    );
  }
  const set = (change: Partial<VisitorClaim>) => setClaim({ ...claim, ...change });
  const offer = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const { name, record, screenId } = claim;
      const recordId = record?.personId ?? null;
      const body = { name, recordId, screenId, documentChecked: isChecked, ...named };
      await ask(`${path}/offer`, LobbyEnrolmentStarted, { method: 'POST', body });
      setClaim(null);
    });
  };
  const close = () => setClaim(null);
  if (claim.problem) {
    return (
      <div class="note" role="alert">
        <p>{claim.problem}</p>
        <button type="button" class="plain" onClick={close}>
          Close
        </button>
      </div>
    );
  }
  return (
    <form class="note" aria-label="Offer to enrol" onSubmit={offer}>
      <p>
        {claim.record === null ? (
          'This enrols somebody new.'
        ) : (
          <>
            This changes the record of <strong>{claim.record.name}</strong>, who is enrolled
            already: pictures are added, if it is their face.
          </>
        )}
      </p>
      <label>
        Full name, as in their document
        <input
          required
          value={claim.name}
          onInput={(event) => set({ name: event.currentTarget.value })}
        />
      </label>
      <p>
        As they signed in: {claim.email ?? 'no e-mail'}
        {claim.employeeId !== null && `, employee id ${claim.employeeId}`}
      </p>
      <ScreenChoice
        isRequired
        screenId={claim.screenId ?? ''}
        onChoose={(screenId) => set({ screenId: screenId || null })}
      />
      {canSayWho && <SayWho looksLike={looksLike} named={named} onNamed={setNamed} />}
      <label class="switch">
        <input
          type="checkbox"
          required
          checked={isChecked}
          onChange={(event) => setChecked(event.currentTarget.checked)}
        />
        I have checked their document
      </label>
      {act.problem}
      <div class="acts">
        <button type="submit" disabled={act.isBusy || !isChecked}>
          Offer to enrol
        </button>
        <button type="button" class="plain" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
