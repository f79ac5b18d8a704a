import {
  ofEachText,
  personTexts,
  type EnrolRequest,
  type PersonText,
} from '#server/protocol/desk-people-messages.ts';
import { Choice, Field } from '../fields.tsx';
import { joinList, say } from '../../service/language.ts';

export type Naming = Record<'name' | PersonText, string>;

export interface FieldInput extends Naming {
  consent: string;
  consentGiven: EnrolRequest['details']['consentGiven'];
  /** A day, or empty. */
  expires: string;
}

export const nothingTyped: FieldInput = {
  name: '',
  ...ofEachText(() => ''),
  consent: '',
  consentGiven: 'desk',
  expires: '',
};

export function fieldValues(typed: FieldInput): EnrolRequest['details'] {
  const { consent, consentGiven, expires } = typed;
  return { ...namingOf(typed), consent, consentGiven, expiresAt: endOfDayIso(expires) };
}

/** Returns the typed names and identifiers. An empty text becomes null. */
export function namingOf(typed: Naming) {
  return { name: typed.name, ...ofEachText((name) => typed[name].trim() || null) };
}

/** Returns the details that distinguish people of the same name. */
export function identifierLine(person: Record<PersonText, string | null>): string {
  return joinList(
    personTexts.map((name) => {
      const text = person[name];
      return name === 'email' ? text : text && say(`people-${name}`, { text });
    }),
  );
}

/** Returns the end of a day in the reader's time zone; null without a day. */
export function endOfDayIso(day: string): string | null {
  return day ? new Date(`${day}T23:59:59.999`).toISOString() : null;
}

export const consentWayLabels = ['desk', 'paper', 'screen'] as const;

export function PersonFields({
  typed,
  onType,
}: {
  typed: FieldInput;
  onType: (typed: FieldInput) => void;
}) {
  const set = (change: Partial<FieldInput>) => onType({ ...typed, ...change });
  return (
    <div class="fields">
      <NamingFields typed={typed} onType={set} />
      <ConsentFields
        statement={typed.consent}
        given={typed.consentGiven}
        onType={(consent, consentGiven) => set({ consent, consentGiven })}
      />
      <Field
        label={say('enrol-until')}
        type="date"
        value={typed.expires}
        onType={(typed) => set({ expires: typed })}
      />
    </div>
  );
}

/** Fields for a person's name and identifiers. */
export function NamingFields({
  typed,
  onType,
}: {
  typed: Naming;
  onType: (change: Partial<Naming>) => void;
}) {
  return (
    <>
      <Field
        label={say('enrol-name')}
        required
        value={typed.name}
        onType={(text) => onType({ name: text })}
      />
      {personTexts.map((name) => (
        <Field
          key={name}
          label={say(`enrol-${name}`)}
          {...(name === 'email' && { type: 'email' })}
          value={typed[name]}
          onType={(text) => onType({ [name]: text })}
        />
      ))}
    </>
  );
}

export function ConsentFields({
  statement,
  given,
  onType,
}: {
  statement: string;
  given: FieldInput['consentGiven'];
  onType: (statement: string, given: FieldInput['consentGiven']) => void;
}) {
  return (
    <>
      <Field
        label={say('enrol-how_agreed')}
        required
        maxLength={2000}
        placeholder={say('enrol-example')}
        value={statement}
        onType={(typed) => onType(typed, given)}
      />
      <Choice
        label={say('enrol-where_agreed')}
        value={given}
        onChoose={(way) => onType(statement, way as FieldInput['consentGiven'])}
        options={consentWayLabels.map((way) => [way, say(`way-${way}`)])}
      />
    </>
  );
}
