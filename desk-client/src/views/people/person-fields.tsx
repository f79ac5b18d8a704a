import type { EnrolRequest } from '../../../../server/protocol/desk-people-messages.ts';
import { Choice, Field } from '../parts.tsx';
import { say } from '../../service/language.ts';

export interface Typed {
  name: string;
  email: string;
  employeeId: string;
  consent: string;
  consentGiven: EnrolRequest['details']['consentGiven'];
  /** A day, or empty. */
  expires: string;
}

export const nothingTyped: Typed = {
  name: '',
  email: '',
  employeeId: '',
  consent: '',
  consentGiven: 'desk',
  expires: '',
};

export function detailsOf(typed: Typed): EnrolRequest['details'] {
  const { name, email, employeeId, consent, consentGiven, expires } = typed;
  return {
    name,
    email: email.trim() || null,
    employeeId: employeeId.trim() || null,
    consent,
    consentGiven,
    expiresAt: endOfDay(expires),
  };
}

/** The end of a day where the reader is; null when none is given. */
export function endOfDay(day: string): string | null {
  return day ? new Date(`${day}T23:59:59.999`).toISOString() : null;
}

export const waysOfConsent = ['desk', 'paper', 'screen'] as const;

export function PersonFields({ typed, onType }: { typed: Typed; onType: (typed: Typed) => void }) {
  const set = (change: Partial<Typed>) => onType({ ...typed, ...change });
  return (
    <div class="fields">
      <Field
        label={say('enrol.name')}
        required
        value={typed.name}
        onType={(typed) => set({ name: typed })}
      />
      <Field
        label={say('enrol.email')}
        type="email"
        value={typed.email}
        onType={(typed) => set({ email: typed })}
      />
      <Field
        label={say('enrol.employee_id')}
        value={typed.employeeId}
        onType={(typed) => set({ employeeId: typed })}
      />
      <ConsentFields
        statement={typed.consent}
        given={typed.consentGiven}
        onType={(consent, consentGiven) => set({ consent, consentGiven })}
      />
      <Field
        label={say('enrol.until')}
        type="date"
        value={typed.expires}
        onType={(typed) => set({ expires: typed })}
      />
    </div>
  );
}

export function ConsentFields({
  statement,
  given,
  onType,
}: {
  statement: string;
  given: Typed['consentGiven'];
  onType: (statement: string, given: Typed['consentGiven']) => void;
}) {
  return (
    <>
      <Field
        label={say('enrol.how_agreed')}
        required
        maxLength={2000}
        placeholder={say('enrol.example')}
        value={statement}
        onType={(typed) => onType(typed, given)}
      />
      <Choice
        label={say('enrol.where_agreed')}
        value={given}
        onChoose={(way) => onType(statement, way as Typed['consentGiven'])}
      >
        {waysOfConsent.map((way) => (
          <option key={way} value={way}>
            {say(`way.${way}`)}
          </option>
        ))}
      </Choice>
    </>
  );
}
