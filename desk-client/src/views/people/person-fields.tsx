import type { EnrolRequest } from '../../../../server/protocol/desk-people-messages.ts';

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

const ways = { desk: 'at the desk', paper: 'on paper', screen: 'on a screen' } as const;

export function PersonFields({ typed, onType }: { typed: Typed; onType: (typed: Typed) => void }) {
  const set = (change: Partial<Typed>) => onType({ ...typed, ...change });
  return (
    <div class="fields">
      <label>
        Full name, as they type it on the iPad
        <input
          required
          value={typed.name}
          onInput={(event) => set({ name: event.currentTarget.value })}
        />
      </label>
      <label>
        E-mail
        <input
          type="email"
          value={typed.email}
          onInput={(event) => set({ email: event.currentTarget.value })}
        />
      </label>
      <label>
        Envoy employee id, for employees
        <input
          value={typed.employeeId}
          onInput={(event) => set({ employeeId: event.currentTarget.value })}
        />
      </label>
      <ConsentFields
        statement={typed.consent}
        given={typed.consentGiven}
        onType={(consent, consentGiven) => set({ consent, consentGiven })}
      />
      <label>
        Last day of the enrolment (empty: no end)
        <input
          type="date"
          value={typed.expires}
          onInput={(event) => set({ expires: event.currentTarget.value })}
        />
      </label>
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
      <label>
        How and when they agreed
        <input
          required
          maxLength={2000}
          placeholder="signed form, 2026-11-25"
          value={statement}
          onInput={(event) => onType(event.currentTarget.value, given)}
        />
      </label>
      <label>
        The way of it
        <select
          value={given}
          onChange={(event) =>
            onType(statement, event.currentTarget.value as Typed['consentGiven'])
          }
        >
          {Object.entries(ways).map(([way, words]) => (
            <option key={way} value={way}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
