import { useState } from 'preact/hooks';
import {
  Done,
  Erased,
  ofEachText,
  type PersonShown,
} from '../../../../server/protocol/desk-people-messages.ts';
import { ask, downloadFile, RefusedRequestError } from '../../service/api.ts';
import { useAct } from '../act.tsx';
import { Field } from '../fields.tsx';
import {
  ConsentFields,
  NamingFields,
  endOfDayIso,
  namingOf,
  type FieldInput,
} from './person-fields.tsx';
import { askEnrolment } from './photo-form.tsx';
import { answerText, mistakeWords, say } from '../../service/language.ts';

export function Details({
  path,
  person,
  onDone,
}: {
  path: string;
  person: PersonShown['person'];
  onDone: (sentence: string) => Promise<void>;
}) {
  const [was] = useState({ name: person.name, ...ofEachText((name) => person[name]) });
  const [typed, setTyped] = useState({ ...was, ...ofEachText((name) => was[name] ?? '') });
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
      await onDone(say(state === 'unchanged' ? 'person-unchanged' : 'person-corrected'));
    });
  };
  return (
    <form class="fields" onSubmit={correct}>
      <NamingFields typed={typed} onType={(change) => setTyped({ ...typed, ...change })} />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('do-save')}
      </button>
    </form>
  );
}

export function Renew({
  path,
  seen,
  onDone,
}: {
  path: string;
  seen: PersonShown;
  onDone: (sentence: string) => Promise<void>;
}) {
  const [statement, setStatement] = useState('');
  const [given, setGiven] = useState<FieldInput['consentGiven']>('desk');
  const [expires, setExpires] = useState('');
  const act = useAct();
  const renew = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const { currentText: textVersion, consents } = seen;
      const { withdrawnAt = null } = consents[0] ?? {};
      const known = { seen: { textVersion, withdrawnAt } };
      const body = { statement, given, expiresAt: endOfDayIso(expires), ...known };
      await onDone(answerText(await ask(`${path}/consent`, Done, { method: 'POST', body })));
    });
  };
  return (
    <form aria-label={say('person-renew')} onSubmit={renew}>
      <ConsentFields
        statement={statement}
        given={given}
        onType={(text, way) => {
          setStatement(text);
          setGiven(way);
        }}
      />
      <Field label={say('person-consent_until')} type="date" value={expires} onType={setExpires} />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('person-save_consent')}
      </button>
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
