import { useState } from 'preact/hooks';
import {
  Done,
  Erased,
  ofEachText,
  type PersonShown,
} from '#server/protocol/desk-people-messages.ts';
import { ask, downloadFile, RefusedRequestError } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { useAct } from '../act.tsx';
import { Field } from '../fields.tsx';
import { WaysOut } from '../ways-out.tsx';
import {
  ConsentFields,
  NamingFields,
  endOfDayIso,
  namingOf,
  type FieldInput,
} from './person-fields.tsx';
import { askEnrolment } from './photo-form.tsx';
import { answerText, mistakeWords, say } from '../../service/language.ts';

interface FormProps {
  /** Of the person. It is the path of the drafts, too. */
  path: string;
  onDone: (sentence: string) => Promise<void>;
}

/** `was`: the details as they were when somebody began to type. */
function detailsDraft(path: string, person: PersonShown['person']) {
  const was = { name: person.name, ...ofEachText((name) => person[name]) };
  const typed = { ...was, ...ofEachText((name) => was[name] ?? '') };
  return draftOf(`${path}/details`, { was, typed });
}

export function Details({ path, person, onDone }: FormProps & { person: PersonShown['person'] }) {
  const draft = detailsDraft(path, person);
  const { was, typed } = draft.value;
  const act = useAct();
  const correct = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const { state, mistakes } = await askEnrolment(`${path}/details`, {
        ...namingOf(typed),
        was,
      });
      if (state === 'refused') {
        throw new RefusedRequestError(state, mistakes.map(mistakeWords).join(' '));
      }
      draft.discard();
      await onDone(say(state === 'unchanged' ? 'person-unchanged' : 'person-corrected'));
    });
  };
  return (
    <form class="fields" onSubmit={correct}>
      <NamingFields
        typed={typed}
        onType={(change) => draft.set({ was, typed: { ...typed, ...change } })}
      />
      {act.problem}
      <div class="acts">
        <button type="submit" disabled={act.isBusy}>
          {say('do-save')}
        </button>
        <WaysOut isDraft={draft.isKept} onDiscard={() => draft.discard()} />
      </div>
    </form>
  );
}

interface Renewal {
  statement: string;
  given: FieldInput['consentGiven'];
  expires: string;
}
const nothingSaid: Renewal = { statement: '', given: 'desk', expires: '' };

export function Renew({ path, seen, onDone }: FormProps & { seen: PersonShown }) {
  // What was said about the consent to another text says nothing about this one.
  const draft = draftOf(`${path}/consent/${seen.currentText}`, nothingSaid);
  const { statement, given, expires } = draft.value;
  const set = (change: Partial<Renewal>) => draft.set({ ...draft.value, ...change });
  const act = useAct();
  const renew = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const { currentText: textVersion, consents } = seen;
      const { withdrawnAt = null } = consents[0] ?? {};
      const known = { seen: { textVersion, withdrawnAt } };
      const body = { statement, given, expiresAt: endOfDayIso(expires), ...known };
      const done = await ask(`${path}/consent`, Done, { method: 'POST', body });
      draft.discard();
      await onDone(answerText(done));
    });
  };
  return (
    <form aria-label={say('person-renew')} onSubmit={renew}>
      <ConsentFields
        statement={statement}
        given={given}
        onType={(text, way) => set({ statement: text, given: way })}
      />
      <Field
        label={say('person-consent_until')}
        type="date"
        value={expires}
        onType={(day) => set({ expires: day })}
      />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('person-save_consent')}
      </button>
      <WaysOut isDraft={draft.isKept} onDiscard={() => draft.discard()} />
    </form>
  );
}

export function Erase({
  path,
  name,
  onDone,
}: {
  path: string;
  name: string;
  onDone: (sentence: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const act = useAct();
  const erase = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const body = { name: typed };
      const erased = await ask(`${path}/erase`, Erased, { method: 'POST', body });
      downloadFile('receipt.json', 'application/json', erased.receipt);
      onDone(`${answerText(erased)} ${say('person-receipt')}`);
    });
  };
  return (
    <form aria-label={say('person-erase')} onSubmit={erase}>
      <p>{say('person-about_erasing', { name })}</p>
      <Field label={say('person-type_name', { name })} required value={typed} onType={setTyped} />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('person-erase_now', { name })}
      </button>
    </form>
  );
}
