import type { EnrolRequest } from '../../../../server/protocol/desk-people-messages.ts';
import { Choice, Field } from '../parts.tsx';

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

export const waysOfConsent: Readonly<Record<string, string>> = {
  desk: 'at the desk',
  paper: 'on paper',
  screen: 'on a screen',
};

export function PersonFields({ typed, onType }: { typed: Typed; onType: (typed: Typed) => void }) {
  const set = (change: Partial<Typed>) => onType({ ...typed, ...change });
  return (
    <div class="fields">
      <Field
        label="Full name, as they type it on the iPad"
        required
        value={typed.name}
        onType={(typed) => set({ name: typed })}
      />
      <Field
        label="E-mail"
        type="email"
        value={typed.email}
        onType={(typed) => set({ email: typed })}
      />
      <Field
        label="Envoy employee id, for employees"
        value={typed.employeeId}
        onType={(typed) => set({ employeeId: typed })}
      />
      <ConsentFields
        statement={typed.consent}
        given={typed.consentGiven}
        onType={(consent, consentGiven) => set({ consent, consentGiven })}
      />
      <Field
        label="Last day of the enrolment (empty: no end)"
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
        label="How and when they agreed"
        required
        maxLength={2000}
        placeholder="signed form, 2026-11-25"
        value={statement}
        onType={(typed) => onType(typed, given)}
      />
      <Choice
        label="Where they agreed"
        value={given}
        onChoose={(way) => onType(statement, way as Typed['consentGiven'])}
      >
        {Object.entries(waysOfConsent).map(([way, words]) => (
          <option key={way} value={way}>
            {words}
          </option>
        ))}
      </Choice>
    </>
  );
}
