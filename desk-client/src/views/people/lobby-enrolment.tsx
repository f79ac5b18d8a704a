import { useState } from 'preact/hooks';
import {
  Done,
  LobbyEnrolmentStarted,
  VisitorClaim,
  type LobbyEnrolment,
} from '../../../../server/protocol/desk-people-messages.ts';
import { ask } from '../../service/api.ts';
import { queue } from '../../service/queue.ts';
import { shortOf } from '../../service/words.ts';
import { useAct } from '../parts.tsx';
import { nobodyNamed, SayWho } from './say-who.tsx';
import { Button, Choice, Field, Tick } from '../parts.tsx';

const steps: Record<LobbyEnrolment['step'], string> = {
  waiting: 'Waiting for the screen.',
  asking: 'The screen shows the consent text and asks whether they agree.',
  posing: 'In front of the camera',
  interrupted: 'Somebody signed in and has the camera first. It goes on afterwards.',
  storing: 'All pictures are taken. One moment …',
  enrolled: 'Enrolled. The camera knows them next time.',
  ended: 'Nothing was stored.',
};

/** How someone at a lobby screen is getting on. */
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
        {step === 'posing' && `: ${taken} of 3 pictures taken${inWords(guidance)}.`}
      </p>
      {message && <p>{message}</p>}
      {act.problem}
      {canStop && isUnderWay && (
        <Button plain disabled={act.isBusy} onPress={stop}>
          Stop
        </Button>
      )}
    </div>
  );
}

/** A face that looks good is no news here. */
function inWords(guidance: string | null): string {
  const short = guidance === null || guidance === 'looking_good' ? null : shortOf[guidance];
  return short ? `; ${short}` : '';
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
    <Choice
      label="Which lobby screen are they at?"
      required={isRequired}
      value={screenId}
      onChoose={onChoose}
    >
      <option value="">choose</option>
      {queue.screens.value.map(({ id, name, connected }) => (
        <option key={id} value={id} disabled={!connected}>
          {name}
          {!connected && ' (not connected)'}
        </option>
      ))}
    </Choice>
  );
}

interface OfferProps {
  jobId: string;
  /** Whom the face looked like, when an offer before ended for that. */
  looksLike: LobbyEnrolment['looksLike'];
  /** Managers may say who is meant. */
  canSayWho: boolean;
}

/** On a held visitor's card: the offer to enrol whose document was checked. */
export function Offer({ jobId, looksLike, canSayWho }: OfferProps) {
  const [claim, setClaim] = useState<VisitorClaim | null>(null);
  const act = useAct();
  const path = `/desk/api/cards/${encodeURIComponent(jobId)}`;
  const close = () => setClaim(null);
  if (claim?.problem) {
    return (
      <div class="note" role="alert">
        <p>{claim.problem}</p>
        <Button plain onPress={close}>
          Close
        </Button>
      </div>
    );
  }
  if (claim) return <OfferForm {...{ path, claim, looksLike, canSayWho }} onClose={close} />;
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
        <Button plain disabled={act.isBusy} onPress={open}>
          Offer to enrol
        </Button>
      </div>
      {act.problem}
    </>
  );
}

function OfferForm({
  path,
  claim,
  looksLike,
  canSayWho,
  onClose,
}: Omit<OfferProps, 'jobId'> & { path: string; claim: VisitorClaim; onClose: () => void }) {
  const [name, setName] = useState(claim.name);
  const [screenId, setScreen] = useState(claim.screenId ?? '');
  const [isChecked, setChecked] = useState(false);
  const [named, setNamed] = useState(nobodyNamed);
  const act = useAct();
  const offer = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const recordId = claim.record?.personId ?? null;
      const screen = screenId || null;
      const body = { name, recordId, screenId: screen, documentChecked: isChecked, ...named };
      await ask(`${path}/offer`, LobbyEnrolmentStarted, { method: 'POST', body });
      onClose();
    });
  };
  return (
    <form class="note" aria-label="Offer to enrol" onSubmit={offer}>
      <WhoseRecord record={claim.record} />
      <Field label="Full name, as in their document" required value={name} onType={setName} />
      <p>
        As they signed in: {claim.email ?? 'no e-mail'}
        {claim.employeeId !== null && `, employee id ${claim.employeeId}`}
      </p>
      <ScreenChoice isRequired screenId={screenId} onChoose={setScreen} />
      {canSayWho && <SayWho looksLike={looksLike} named={named} onNamed={setNamed} />}
      <Tick required checked={isChecked} onTick={setChecked}>
        I have checked their document
      </Tick>
      {act.problem}
      <div class="acts">
        <button type="submit" disabled={act.isBusy || !isChecked}>
          Offer to enrol
        </button>
        <Button plain onPress={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function WhoseRecord({ record }: Pick<VisitorClaim, 'record'>) {
  if (record === null) return <p>This enrols somebody new.</p>;
  return (
    <p>
      This changes the record of <strong>{record.name}</strong>, who is enrolled already: pictures
      are added, if it is their face.
    </p>
  );
}
