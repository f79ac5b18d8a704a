import { useState } from 'preact/hooks';
import {
  Done,
  Erased,
  type PersonShown,
} from '../../../../server/protocol/desk-people-messages.ts';
import { ask, download, Refusal } from '../../service/api.ts';
import { Field, useAct } from '../parts.tsx';
import { ConsentFields, endOfDay, type Typed } from './person-fields.tsx';
import { askEnrolment } from './photo-form.tsx';

export function Details({
  path,
  person,
  onDone,
}: {
  path: string;
  person: PersonShown['person'];
  onDone: (said: string) => Promise<void>;
}) {
  const [name, setName] = useState(person.name);
  const [email, setEmail] = useState(person.email ?? '');
  const [employeeId, setEmployeeId] = useState(person.employeeId ?? '');
  const act = useAct();
  const correct = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const body = { name, email: email.trim() || null, employeeId: employeeId.trim() || null };
      const { state, mistakes } = await askEnrolment(`${path}/details`, body);
      if (state === 'refused') {
        throw new Refusal(state, mistakes.map(({ explanation }) => explanation).join(' '));
      }
      await onDone(state === 'unchanged' ? 'Nothing was changed.' : 'The details were corrected.');
    });
  };
  return (
    <form class="fields" onSubmit={correct}>
      <Field
        label="Full name, as they type it on the iPad"
        required
        value={name}
        onType={setName}
      />
      <Field label="E-mail" type="email" value={email} onType={setEmail} />
      <Field label="Envoy employee id, for employees" value={employeeId} onType={setEmployeeId} />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        Save
      </button>
    </form>
  );
}

export function Renew({ path, onDone }: { path: string; onDone: (said: string) => Promise<void> }) {
  const [statement, setStatement] = useState('');
  const [given, setGiven] = useState<Typed['consentGiven']>('desk');
  const [expires, setExpires] = useState('');
  const act = useAct();
  const renew = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const body = { statement, given, expiresAt: endOfDay(expires) };
      const { message } = await ask(`${path}/consent`, Done, { method: 'POST', body });
      await onDone(message);
    });
  };
  return (
    <form aria-label="Renew consent" onSubmit={renew}>
      <ConsentFields
        statement={statement}
        given={given}
        onType={(text, way) => {
          setStatement(text);
          setGiven(way);
        }}
      />
      <Field
        label="Last day of the consent (empty: no end)"
        type="date"
        value={expires}
        onType={setExpires}
      />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        Save the consent
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
  onDone: (said: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const act = useAct();
  const erase = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const body = { name: typed };
      const { message, receipt } = await ask(`${path}/erase`, Erased, { method: 'POST', body });
      download('receipt.json', 'application/json', receipt);
      onDone(`${message} The receipt, which holds neither name nor face, was saved.`);
    });
  };
  return (
    <form aria-label="Erase" onSubmit={erase}>
      <p>
        Erases {name} and their face for good. Past sign-ins stay, without a name. This cannot be
        undone.
      </p>
      <label>
        Type the name to confirm: {name}
        <input required value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        Erase {name} for good
      </button>
    </form>
  );
}
