import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { Done, Exported, PersonShown } from '#server/protocol/desk-people-messages.ts';
import { ask, downloadFile } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { useAct } from '../act.tsx';
import {
  dateAndTime,
  day,
  languageName,
  placeName,
  since,
  reasonWords,
} from '../../service/words.ts';
import { identifierLine, consentWayLabels } from './person-fields.tsx';
import { Details, Erase, Renew } from './person-forms.tsx';
import { PhotoForm } from './photo-form.tsx';
import { Invite } from '../expected.tsx';
import { Button, isFocusLost, ManagersOnly, Twice } from '../parts.tsx';
import { answerText, joinList, say } from '../../service/language.ts';

interface Props {
  id: string;
  may: readonly DeskAct[];
  onShow: (id: string) => void;
  onChanged: () => void;
  onClose: () => void;
}

/** The form that is open below the card. */
const forms = ['photos', 'details', 'consent', 'erase'] as const;
type Form = (typeof forms)[number];
/** Acts that take one press. */
type Simple = 'withdraw' | 'restore-consent' | 'opt-out' | 'opt-in' | 'face-on' | 'reset-code';

/** Loads one person's record, and runs acts on it. */
function usePerson(id: string, onChanged: () => void) {
  const [record, setRecord] = useState<PersonShown | null>(null);
  const [sentence, setSentence] = useState<string | null>(null);
  const path = `/desk/api/people/${encodeURIComponent(id)}`;
  // The form that somebody left with a draft.
  const left = forms.find((form) => draftOf(`${path}/${form}`, null).isKept);
  const [open, setOpen] = useState(left ?? null);
  const [isErased, setErased] = useState(false);
  const act = useAct();
  const load = async () => setRecord(await ask(path, PersonShown));
  useEffect(() => act.run(load), []);
  const onDone = async (message: string) => {
    setSentence(message);
    setOpen(null);
    await load();
    onChanged();
  };
  const simple = (what: Simple) =>
    act.run(async () => {
      await onDone(answerText(await ask(`${path}/${what}`, Done, { method: 'POST' })));
    });
  const save = () =>
    act.run(async () => {
      const exported = await ask(`${path}/export`, Exported, { method: 'POST' });
      for (const { name, type, content } of exported.files) downloadFile(name, type, content);
      setSentence(answerText(exported));
    });
  const onErased = (message: string) => {
    draftOf(path, null).discard();
    setSentence(message);
    setOpen(null);
    setErased(true);
    onChanged();
  };
  const state = { path, shown: record, said: sentence, open, isErased };
  return { ...state, setOpen, act, done: onDone, erased: onErased, simple, save };
}

/** An enrolled person, and a manager's acts on their record. */
export function PersonCard({ id, may, onShow, onChanged, onClose }: Props) {
  const person = usePerson(id, onChanged);
  const { shown: record, said: sentence, open, setOpen, isErased, act, simple, save } = person;
  const card = useRef<HTMLElement>(null);
  // The card opens above the list, where the reader may not look.
  useEffect(() => card.current?.focus(), []);
  useEffect(() => {
    // The act has replaced its button.
    if (isFocusLost()) card.current?.focus();
  }, [sentence]);
  const name = record?.person.name;
  return (
    <section class="card" ref={card} tabIndex={-1} aria-label={name ?? say('person-somebody')}>
      <div class="head">
        <h3>{name ?? say('page-opening')}</h3>
        <Button plain onPress={onClose}>
          {say('do-close')}
        </Button>
      </div>
      {record && !isErased && <Facts shown={record} />}
      {sentence && <p role="status">{sentence}</p>}
      {act.problem}
      {record && !isErased && may.includes('enrol') && (
        <Acts
          person={record.person}
          isOptedOut={record.optedOut}
          open={open}
          isBusy={act.isBusy}
          mayErase={may.includes('erase')}
          onOpen={(what) => setOpen(open === what ? null : what)}
          onSimple={simple}
          onSave={save}
        />
      )}
      {record && !isErased && !may.includes('enrol') && (
        <ManagersOnly
          acts={[...Object.values(formLabels), 'person-withdraw', 'person-erase'].map((key) =>
            say(key),
          )}
        />
      )}
      {record && open && (
        <OpenForm id={id} open={open} shown={record} act={person} onShow={onShow} />
      )}
    </section>
  );
}

function OpenForm({
  id,
  open,
  shown,
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
          label={say('person-add_photos')}
          path={`${path}/photos`}
          draft={`${path}/photos`}
          who={{ personId: id }}
          words={{ send: say('person-add_these'), camera: say('person-take_them') }}
          onShow={onShow}
          onStored={(state) => {
            if (state === 'updated') return done(say('person-photos_added'));
          }}
        />
      );
    case 'details':
      return <Details path={path} person={shown.person} onDone={done} />;
    case 'consent':
      return <Renew path={path} seen={shown} onDone={done} />;
    case 'erase':
      return <Erase path={path} name={shown.person.name} onDone={erased} />;
  }
}

const formLabels = {
  ...{ photos: 'person-add_photos', details: 'person-correct', consent: 'person-renew' },
} as const;

interface ActsProps {
  person: PersonShown['person'];
  isOptedOut: boolean;
  open: Form | null;
  isBusy: boolean;
  onOpen: (form: Form) => void;
  onSimple: (what: Simple) => void;
  onSave: () => void;
}

function Acts({ mayErase, ...props }: ActsProps & { mayErase: boolean }) {
  const { person, open, isBusy, onOpen, onSimple } = props;
  return (
    <div class="acts">
      {(['photos', 'details', 'consent'] as const).map((form) => (
        <Button plain key={form} isOpen={open === form} onPress={() => onOpen(form)}>
          {say(formLabels[form])}
        </Button>
      ))}
      {person.consent === 'withdrawn' ? (
        <Button plain disabled={isBusy} onPress={() => onSimple('restore-consent')}>
          {say('person-restore')}
        </Button>
      ) : (
        <Twice
          disabled={isBusy}
          about={say('person-about_withdrawing', { name: person.name })}
          sure={say('person-withdraw')}
          onPress={() => onSimple('withdraw')}
        >
          {say('person-withdraw')}
        </Twice>
      )}
      {needsEnrolling(person) && (
        <Invite path={`/desk/api/people/${encodeURIComponent(person.id)}/invite`} />
      )}
      {mayErase && <PrivacyActs {...props} />}
    </div>
  );
}

/** Acts for accounts that may erase a person. */
function PrivacyActs(props: ActsProps) {
  const { person, isOptedOut, open, isBusy, onOpen, onSimple, onSave } = props;
  return (
    <>
      <Button plain disabled={isBusy} onPress={onSave}>
        {say('person-export')}
      </Button>
      {isOptedOut ? (
        <Button plain disabled={isBusy} onPress={() => onSimple('opt-in')}>
          {say('person-opt_in')}
        </Button>
      ) : (
        <Twice
          disabled={isBusy}
          about={say('person-about_opting_out', { name: person.name })}
          sure={say('person-opt_out')}
          onPress={() => onSimple('opt-out')}
        >
          {say('person-opt_out')}
        </Twice>
      )}
      {person.faceOff && (
        <Button plain disabled={isBusy} onPress={() => onSimple('face-on')}>
          {say('person-face_on')}
        </Button>
      )}
      {person.hasCode && (
        <Button plain disabled={isBusy} onPress={() => onSimple('reset-code')}>
          {say('person-reset_code')}
        </Button>
      )}
      <Button plain isOpen={open === 'erase'} onPress={() => onOpen('erase')}>
        {say('person-erase')}
      </Button>
    </>
  );
}

function factsOf(consent: PersonShown['consents'][number]): string {
  const { given, textVersion: version, language, expiresAt, withdrawnAt } = consent;
  const isKnown = consentWayLabels.some((way) => way === given);
  return joinList([
    `${day(consent.givenAt)}: ${consent.statement}`,
    isKnown && say(`way-${given}`),
    version ? say('person-text', { version }) : say('person-no_text'),
    language && say('person-read_in', { language: languageName(language) }),
    expiresAt && say('person-until', { day: day(expiresAt) ?? '' }),
    withdrawnAt && say('person-withdrawn', { day: day(withdrawnAt) ?? '' }),
  ]);
}

/** Whether the record is of no use, so that the person can be invited to enrol again. */
function needsEnrolling({ consent, photos, expiresAt }: PersonShown['person']): boolean {
  if (consent === 'withdrawn') return false;
  const isExpired = expiresAt !== null && since(expiresAt) > 0;
  return consent !== 'stands' || photos === 0 || isExpired;
}

function Facts({ shown }: { shown: PersonShown }) {
  const { person, consents, photos, signIns, optedOut } = shown;
  return (
    <>
      <p class="facts">
        {say('person-facts', {
          known: identifierLine(person) || say('person-name_only'),
          enrolled: day(person.enrolledAt) ?? '',
          expires: day(person.expiresAt) ?? say('never'),
          used: day(person.usedAt) ?? say('never'),
        })}
      </p>
      <p>
        {say('person-photos', { count: person.photos })}{' '}
        {photos.some(({ inUse }) => !inUse) && `${say('person-photos_former')} `}
        {say('person-consent', { state: say(`consent-${person.consent}`) })}{' '}
        {say(person.hasCode ? 'person-code' : 'person-no_code')}{' '}
        {person.faceOff && say('person-face_off')}{' '}
        {optedOut && <span class="chip">{say('reason-opted_out-chip')}</span>}
      </p>
      <ul class="quiet">
        {consents.map((consent) => (
          <li key={consent.givenAt}>{factsOf(consent)}</li>
        ))}
      </ul>
      {signIns.length > 0 && (
        <details>
          <summary>{say('person-sign_ins', { count: signIns.length })}</summary>
          <ul class="quiet">
            {signIns.map((one) => (
              <li key={one.at}>
                {joinList([
                  dateAndTime(one.at),
                  placeName(one.location),
                  say(one.isLetIn ? 'history-let_in' : 'history-held'),
                  reasonWords(one),
                ])}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
