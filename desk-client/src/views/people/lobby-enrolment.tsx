import { useEffect, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { Done } from '#server/protocol/desk-people-messages.ts';
import {
  DocumentsShown,
  LobbyEnrolmentStarted,
  VisitorClaim,
  type LobbyEnrolment,
} from '#server/protocol/desk-enrolment-messages.ts';
import { ask } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { queue } from '../../service/queue.ts';
import { shortOf } from '../../service/words.ts';
import { useAsked } from '../asked.ts';
import { TwinChoice } from './twin-choice.tsx';
import { useAct } from '../act.tsx';
import { Choice, Field, Tick } from '../fields.tsx';
import { Button, ManagersOnly } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { answerText, mistakeWords, say, saying, serviceText } from '../../service/language.ts';

/** The progress of an enrolment at a lobby screen. */
export function LobbyEnrolmentState({
  enrolment,
  canStop,
}: {
  enrolment: LobbyEnrolment;
  canStop: boolean;
}) {
  const { id, name, record, screen, step } = enrolment;
  const act = useAct();
  const isUnderWay = !['enrolled', 'ended', 'storing'].includes(step);
  const stop = () =>
    act.run(async () => {
      await ask(`/desk/api/enrolments/${encodeURIComponent(id)}`, Done, { method: 'DELETE' });
    });
  return (
    <div class="card enrolment" role="status">
      <p>
        <strong>
          {record === null
            ? say('lobby_enrol-new', { name, screen })
            : say('lobby_enrol-known', { name: record, screen })}
        </strong>{' '}
        {stepWords(enrolment)}
      </p>
      {enrolment.message && <p>{endingWords(enrolment)}</p>}
      {act.problem}
      {canStop && isUnderWay && (
        <Button plain of={record ?? name} disabled={act.isBusy} onPress={stop}>
          {say('lobby_enrol-stop')}
        </Button>
      )}
    </div>
  );
}

/** Leaves out that the face looks good, which needs no words here. */
function stepWords({ step, taken, guidance }: LobbyEnrolment): string {
  const short = guidance === null || guidance === 'looking_good' ? null : shortOf(guidance);
  return step === 'posing' && short !== null
    ? say('lobby_enrol-posing_short', { taken, short })
    : say(`lobby_enrol-${step}`, { taken });
}

/** Words each reason by its code. Without reasons, returns the service's English message. */
function endingWords({ message, reasons }: LobbyEnrolment): string {
  if (reasons.length === 0) return message ?? '';
  return reasons
    .map((one) => serviceText(`finding-${one.code}`, mistakeWords(one), one.values))
    .join(' ');
}

/** A choice of the connected lobby screens. */
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
      label={say('lobby_enrol-screen')}
      required={isRequired}
      value={screenId}
      onChoose={onChoose}
      nothing={say('do-choose')}
      options={queue.screens.value.map(({ id, name, connected }) => {
        return [id, connected ? name : say('lobby_enrol-away', { name }), { disabled: !connected }];
      })}
    />
  );
}

interface VisitEnrolmentProps {
  jobId: string;
  may: readonly DeskAct[];
  isOffered?: boolean;
  /** Whether the visitor can also be enrolled without the document that they showed. */
  hasCard?: boolean;
}

/** The progress of an enrolment at a lobby screen, or the offer of one. */
export function VisitEnrolment({
  jobId,
  may,
  isOffered = true,
  hasCard = true,
}: VisitEnrolmentProps) {
  const enrolment = queue.enrolments.value.find((one) => one.jobId === jobId);
  const canOffer = may.includes('offer');
  const isOver = !enrolment || enrolment.step === 'ended';
  return (
    <>
      {enrolment && <LobbyEnrolmentState enrolment={enrolment} canStop={canOffer} />}
      {!canOffer && isOver && isOffered && <ManagersOnly acts={[say('offer-offer')]} />}
      {canOffer && isOver && isOffered && (
        <Offer
          // A claim of one sign-in must not reach the next one of the visit.
          key={jobId}
          jobId={jobId}
          looksLike={enrolment?.looksLike ?? []}
          canSayWho={may.includes('enrol')}
          hasCard={hasCard}
        />
      )}
    </>
  );
}

/** Offers for visitors who can be enrolled from their document. Visitors who were let in have no card. */
export function DocumentOffers({ may }: Pick<VisitEnrolmentProps, 'may'>) {
  const cause = queue.underway.value;
  const { shown } = useAsked('/desk/api/documents', DocumentsShown, { cause });
  return (
    <>
      {shown?.documents.map(({ jobId, name }) => (
        <div key={jobId}>
          <p dir="auto">{say('offer-shown', { name })}</p>
          <VisitEnrolment jobId={jobId} may={may} hasCard={false} />
        </div>
      ))}
    </>
  );
}

interface OfferProps {
  jobId: string;
  /** The people whom the face looked like in an earlier attempt. */
  looksLike: LobbyEnrolment['looksLike'];
  /** Whether the account may say which person is meant. */
  canSayWho: boolean;
  hasCard: boolean;
}

/** The offer to enrol a visitor whose document was checked. */
function Offer({ jobId, looksLike, canSayWho, hasCard }: OfferProps) {
  const [claim, setClaim] = useState<VisitorClaim | null>(null);
  const act = useAct();
  const path = `/desk/api/cards/${encodeURIComponent(jobId)}`;
  const close = () => setClaim(null);
  const open = () => act.run(async () => setClaim(await ask(`${path}/claim`, VisitorClaim)));
  // Somebody left the form with a draft.
  useEffect(() => {
    if (draftOf(`${path}/offer`, null).isKept) open();
  }, []);
  if (claim?.problem) {
    return (
      <div class="note" role="alert">
        <p>{answerText({ ...claim, message: claim.problem })}</p>
        <Button plain onPress={close}>
          {say('do-close')}
        </Button>
      </div>
    );
  }
  if (claim)
    return <OfferForm {...{ path, claim, looksLike, canSayWho, hasCard }} onClose={close} />;
  return (
    <>
      {looksLike.length > 0 && (
        <p class="quiet">{say(canSayWho ? 'offer-manager_knows' : 'offer-ask_manager')}</p>
      )}
      <div class="acts">
        <Button plain disabled={act.isBusy} onPress={open}>
          {say('offer-offer')}
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
  hasCard,
  onClose,
}: Omit<OfferProps, 'jobId'> & { path: string; claim: VisitorClaim; onClose: () => void }) {
  const [documentName, setDocumentName] = useState(claim.documentName);
  const draft = draftOf(`${path}/offer`, { name: claim.name, screenId: claim.screenId ?? '' });
  const { name, screenId } = draft.value;
  const set = (change: Partial<typeof draft.value>) => draft.set({ ...draft.value, ...change });
  const discard = () => {
    draft.discard();
    onClose();
  };
  const [isChecked, setChecked] = useState(false);
  const [twinOf, setTwinOf] = useState<string[]>([]);
  const act = useAct();
  const offer = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const recordId = claim.record?.personId ?? null;
      const screen = screenId || null;
      const how = documentName
        ? { fromDocument: true }
        : { name, recordId, documentChecked: isChecked };
      const body = { ...how, screenId: screen, twinOf };
      await ask(`${path}/offer`, LobbyEnrolmentStarted, { method: 'POST', body });
      discard();
    });
  };
  return (
    <form class="note" aria-label={say('offer-offer')} onSubmit={offer}>
      <WhoseRecord record={claim.record} />
      {documentName ? (
        <p dir="auto">{say('offer-document_name', { name: documentName })}</p>
      ) : (
        <Field
          label={say('offer-name')}
          required
          value={name}
          onType={(typed) => set({ name: typed })}
        />
      )}
      <p>{signedInAs(claim)}</p>
      <ScreenChoice
        isRequired
        screenId={screenId}
        onChoose={(chosen) => set({ screenId: chosen })}
      />
      {canSayWho && <TwinChoice looksLike={looksLike} twinOf={twinOf} onChoose={setTwinOf} />}
      {!documentName && (
        <Tick required checked={isChecked} onTick={setChecked}>
          {say('offer-checked')}
        </Tick>
      )}
      {act.problem}
      <div class="acts">
        <button type="submit" disabled={act.isBusy || !(documentName || isChecked)}>
          {say(documentName ? 'offer-from_document' : 'offer-offer')}
        </button>
        {documentName && hasCard && (
          <Button plain onPress={() => setDocumentName(null)}>
            {say('offer-without_document')}
          </Button>
        )}
        <WaysOut isDraft={draft.isKept} onClose={onClose} onDiscard={discard} />
      </div>
    </form>
  );
}

function signedInAs({ email: typed, employeeId: id }: VisitorClaim): string {
  const email = typed ?? say('offer-no_email');
  return id === null ? say('offer-signed_in', { email }) : say('offer-signed_in_id', { email, id });
}

function WhoseRecord({ record }: Pick<VisitorClaim, 'record'>) {
  if (record === null) return <p>{say('offer-new')}</p>;
  return <p>{saying('offer-known', { name: <strong>{record.name}</strong> })}</p>;
}
