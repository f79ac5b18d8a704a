import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '../../../../server/protocol/desk-account-messages.ts';
import { Done, Exported, PersonShown } from '../../../../server/protocol/desk-people-messages.ts';
import { ask, download } from '../../service/api.ts';
import { useAct } from '../parts.tsx';
import { consentWords, dateAndTime, day, languageName, since } from '../../service/words.ts';
import { waysOfConsent } from './person-fields.tsx';
import { Details, Erase, Renew } from './person-forms.tsx';
import { PhotoForm } from './photo-form.tsx';
import { Invite } from '../expected.tsx';
import { Button } from '../parts.tsx';

interface Props {
  id: string;
  may: readonly DeskAct[];
  onShow: (id: string) => void;
  onChanged: () => void;
  onClose: () => void;
}

/** What opens below the card. */
type Form = 'photos' | 'details' | 'consent' | 'erase';
/** What is done by one press. */
type Simple = 'withdraw' | 'opt-out' | 'face-on';

/** One person as they are on record, and what was done to them here. */
function usePerson(id: string, onChanged: () => void) {
  const [shown, setShown] = useState<PersonShown | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [open, setOpen] = useState<Form | null>(null);
  const [isErased, setErased] = useState(false);
  const act = useAct();
  const path = `/desk/api/people/${encodeURIComponent(id)}`;
  const load = async () => setShown(await ask(path, PersonShown));
  useEffect(() => act.run(load), []);
  const done = async (message: string) => {
    setSaid(message);
    setOpen(null);
    await load();
    onChanged();
  };
  const simple = (what: Simple) =>
    act.run(async () => {
      await done((await ask(`${path}/${what}`, Done, { method: 'POST' })).message);
    });
  const save = () =>
    act.run(async () => {
      const { message, files } = await ask(`${path}/export`, Exported, { method: 'POST' });
      for (const { name, type, content } of files) download(name, type, content);
      setSaid(message);
    });
  const erased = (message: string) => {
    setSaid(message);
    setOpen(null);
    setErased(true);
    onChanged();
  };
  return { path, shown, said, open, setOpen, isErased, act, done, erased, simple, save };
}

/** Someone enrolled, and what a manager can do about them. */
export function PersonCard({ id, may, onShow, onChanged, onClose }: Props) {
  const person = usePerson(id, onChanged);
  const { shown, said, open, setOpen, isErased, act, simple, save } = person;
  const card = useRef<HTMLElement>(null);
  // It opens above the list, where whoever has pressed a name may not look.
  useEffect(() => card.current?.focus(), []);
  const name = shown?.person.name;
  return (
    <section class="card" ref={card} tabIndex={-1} aria-label={name ?? 'Somebody enrolled'}>
      <div class="head">
        <h3>{name ?? 'One moment …'}</h3>
        <Button plain onPress={onClose}>
          Close
        </Button>
      </div>
      {shown && <Facts shown={shown} />}
      {said && <p role="status">{said}</p>}
      {act.problem}
      {shown && !isErased && may.includes('enrol') && (
        <Acts
          person={shown.person}
          isBusy={act.isBusy}
          mayErase={may.includes('erase')}
          onOpen={(what) => setOpen(open === what ? null : what)}
          onSimple={simple}
          onSave={save}
        />
      )}
      {shown && open && <OpenForm id={id} open={open} shown={shown} act={person} onShow={onShow} />}
    </section>
  );
}

function OpenForm({
  id,
  open,
  shown: { person },
  act: { path, done, erased },
  onShow,
}: {
  id: string;
  open: Form;
  shown: PersonShown;
  act: ReturnType<typeof usePerson>;
  onShow: Props['onShow'];
}) {
  switch (open) {
    case 'photos':
      return (
        <PhotoForm
          label="Add photos"
          path={`${path}/photos`}
          who={{ personId: id }}
          words={{ send: 'Add these', camera: 'Take them with this camera' }}
          onShow={onShow}
          onStored={({ state }) => {
            if (state === 'updated') return done('The photos were added.');
          }}
        />
      );
    case 'details':
      return <Details path={path} person={person} onDone={done} />;
    case 'consent':
      return <Renew path={path} onDone={done} />;
    case 'erase':
      return <Erase path={path} name={person.name} onDone={erased} />;
  }
}

function Acts({
  person,
  isBusy,
  mayErase,
  onOpen,
  onSimple,
  onSave,
}: {
  person: PersonShown['person'];
  isBusy: boolean;
  mayErase: boolean;
  onOpen: (form: Form) => void;
  onSimple: (what: Simple) => void;
  onSave: () => void;
}) {
  return (
    <div class="acts">
      <Button onPress={() => onOpen('photos')}>Add photos</Button>
      <Button onPress={() => onOpen('details')}>Correct details</Button>
      <Button onPress={() => onOpen('consent')}>Renew consent</Button>
      <Button
        plain
        disabled={isBusy || person.consent === 'withdrawn'}
        onPress={() => onSimple('withdraw')}
      >
        Withdraw consent
      </Button>
      {needsEnrolling(person) && (
        <Invite path={`/desk/api/people/${encodeURIComponent(person.id)}/invite`} />
      )}
      {mayErase && (
        <>
          <Button plain disabled={isBusy} onPress={onSave}>
            Export
          </Button>
          <Button plain disabled={isBusy} onPress={() => onSimple('opt-out')}>
            Opt out
          </Button>
          {person.faceOff && (
            <Button plain disabled={isBusy} onPress={() => onSimple('face-on')}>
              Turn the face check on
            </Button>
          )}
          <Button plain onPress={() => onOpen('erase')}>
            Erase
          </Button>
        </>
      )}
    </div>
  );
}

/** Whose record is of no use as it stands, and can be asked for another. */
function needsEnrolling({ consent, photos, expiresAt }: PersonShown['person']): boolean {
  if (consent === 'withdrawn') return false;
  const isExpired = expiresAt !== null && since(expiresAt) > 0;
  return consent !== 'stands' || photos === 0 || isExpired;
}

function Facts({ shown: { person, consents, photos, signIns } }: { shown: PersonShown }) {
  const known = [person.email, person.employeeId && `employee ${person.employeeId}`];
  return (
    <>
      <p class="facts">
        {known.filter(Boolean).join(' · ') || 'Known by name only'} · enrolled{' '}
        {day(person.enrolledAt)} · expires {day(person.expiresAt) ?? 'never'} · last let in{' '}
        {day(person.usedAt) ?? 'never'}
      </p>
      <p>
        {person.photos} {person.photos === 1 ? 'photo' : 'photos'}
        {photos.some(({ inUse }) => !inUse) && ', and others made for an earlier recogniser'}.
        Consent {consentWords[person.consent]}.
        {person.faceOff &&
          ' The face check is off: too many in a row have failed under this name. Look in the history at who tried before you turn it on again.'}
      </p>
      <ul class="quiet">
        {consents.map((consent) => (
          <li key={consent.givenAt}>
            {day(consent.givenAt)}: {consent.statement}
            {waysOfConsent[consent.given] && ` (${waysOfConsent[consent.given]})`};{' '}
            {consent.textVersion ? `text “${consent.textVersion}”` : 'no text was published then'}
            {consent.language && `, read in ${languageName(consent.language)}`}
            {consent.expiresAt && `; until ${day(consent.expiresAt)}`}
            {consent.withdrawnAt && `; withdrawn ${day(consent.withdrawnAt)}`}
          </li>
        ))}
      </ul>
      {signIns.length > 0 && (
        <details>
          <summary>Sign-ins under this name (the latest {signIns.length})</summary>
          <ul class="quiet">
            {signIns.map(({ at, isLetIn, why, location }) => (
              <li key={at}>
                {dateAndTime(at)}
                {location && `, ${location}`}: {isLetIn ? 'let in' : 'held'}. {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
