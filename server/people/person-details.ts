import { oneLine, foldEmail, foldName } from '#base/text';
import { Type, type StaticDecode, type TSchema } from 'typebox';
import { waysOfConsent } from '../store/record-schema.ts';

/** One mistake in a request, and what to do about it. */
export interface Mistake {
  code: MistakeCode;
  explanation: string;
  /** The values in the sentence, from which the desk builds it in another language. */
  values?: Record<string, string>;
  /** The other person whom the mistake concerns. */
  personId?: string;
}

type MistakeCode =
  | 'name_missing'
  | 'name_unusable'
  | 'email_unusable'
  | 'employee_id_unusable'
  | 'consent_missing'
  | 'consent_unusable'
  | 'consent_ended'
  | 'already_expired'
  | 'email_taken'
  | 'employee_id_taken'
  | 'already_enrolled'
  | 'opted_out'
  | 'looks_like_enrolled'
  | 'not_alike'
  | 'no_photos'
  | 'person_gone'
  | 'record_altered'
  | 'document_needed'
  | 'changed_meanwhile';

/** One field of a person. */
export interface PersonField {
  /** Form of the input: a text, a day like 2027-11-24, or one of `choices`. */
  kind: 'text' | 'day' | 'choice';
  choices?: readonly string[];
  /** Its schema in an enrolment request. */
  schema: TSchema;
  /** Whether enrolment requires it. */
  isRequired?: boolean;
  /** Its name in `enroll show` and in messages of commands. */
  label: string;
  /** Its column in a list of people. */
  csvColumn: string;
  /** Its option on the command line, and the help text. */
  option: string;
  help: string;
  /** Returns the value as it is stored and compared; default: the value as it is given. */
  normalise?(value: unknown): unknown;
  /** Returns the mistake in a normalised value. */
  validate?(value: unknown, now: Date): Mistake | null;
}

// A limit above every accepted length: the rules below report a text that is too long in words.
const text = Type.String({ maxLength: 4000 });
const optionalText = Type.Union([text, Type.Null()]);
/** A `Date` in code, ISO 8601 in JSON. */
const time = Type.Codec(
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' }),
)
  .Decode((iso) => new Date(iso))
  .Encode((date) => date.toISOString());

/**
 * The recorded details of a person besides the face, each field once. From this list come the enrolment request, the
 * columns of a list, the commands' options, `enroll show`, and the comparison of an update. Every field except the way
 * of the consent is a column of the table `people`.
 */
const fieldDefinitions = {
  name: {
    kind: 'text',
    schema: text,
    isRequired: true,
    label: 'Name',
    csvColumn: 'name',
    option: '--name <name>',
    help: 'full name, as the person types it on the iPad',
    normalise: (name: string) => name.normalize('NFC').trim().replace(/\s+/gu, ' '),
    validate: (name: string) =>
      foldName(name) === ''
        ? { code: 'name_missing', explanation: 'There is no name. Give the full name.' }
        : mistakeInLine(name, { code: 'name_unusable', what: 'The name', maxLength: 200 }),
  },
  email: {
    kind: 'text',
    schema: optionalText,
    label: 'E-mail',
    csvColumn: 'email',
    option: '--email <address>',
    help: 'e-mail address',
    normalise: trimmedOrNull,
    validate: (email: string | null) =>
      email === null || (isLine(email, 254) && /^[^\s@]+@[^\s@]+$/u.test(email))
        ? null
        : {
            code: 'email_unusable',
            explanation: `"${oneLine(email, 80)}" is not an e-mail address.`,
            values: { email: oneLine(email, 80) },
          },
  },
  employeeId: {
    kind: 'text',
    schema: optionalText,
    label: 'Employee id',
    csvColumn: 'employee_id',
    option: '--employee-id <id>',
    help: "Envoy's id of the employee, for employees who sign in",
    normalise: trimmedOrNull,
    validate: (id: string | null) =>
      mistakeInLine(id, { code: 'employee_id_unusable', what: 'The employee id', maxLength: 200 }),
  },
  /** What the person agreed to and how, in the words of the person who records it. */
  consent: {
    kind: 'text',
    schema: text,
    isRequired: true,
    label: 'Consent',
    csvColumn: 'consent',
    option: '--consent <text>',
    help: 'how and when the person agreed; enrolment requires it',
    normalise: (consent: string) => consent.trim().replace(/\r\n?/gu, '\n'),
    validate: mistakeInConsent,
  },
  /** How the consent was given; default: `unspecified`. Stored with the consent. */
  consentGiven: {
    kind: 'choice',
    choices: waysOfConsent,
    schema: Type.Optional(Type.Enum(waysOfConsent)),
    label: 'Way of consent',
    csvColumn: 'consent_given',
    option: '--consent-given <way>',
    help: 'how it was given: at the desk, on paper, on a screen',
  },
  /** The end of the last valid day. */
  expiresAt: {
    kind: 'day',
    schema: Type.Union([time, Type.Null()]),
    label: 'Expires',
    csvColumn: 'expires',
    option: '--expires <date>',
    help: 'last day of the enrolment, for example 2027-11-24',
    validate: (date: Date | null, now) =>
      date === null || date > now
        ? null
        : {
            code: 'already_expired',
            explanation: 'The enrolment would have expired already. Give a date to come.',
          },
  },
} satisfies Record<string, PersonField>;

export type PersonFieldName = keyof typeof fieldDefinitions;
/** The same fields with one common type, for generic code. */
export const personFields: Record<PersonFieldName, PersonField> = fieldDefinitions;
export const personFieldNames = Object.keys(fieldDefinitions) as PersonFieldName[];

type Schemas = { [Name in PersonFieldName]: (typeof fieldDefinitions)[Name]['schema'] };
const schemas = Object.fromEntries(
  personFieldNames.map((name) => [name, fieldDefinitions[name].schema]),
) as Schemas;

export const PersonDetails = Type.Object(schemas);
/** Every field of a new person. */
export type PersonDetails = StaticDecode<typeof PersonDetails>;

/** The fields with a column in the table `people`. */
type StoredDetails = Omit<PersonDetails, 'consentGiven'>;
export const storedFieldNames = personFieldNames.filter((name) => name !== 'consentGiven');

/** Empty details. */
export const noDetails = Object.fromEntries(
  storedFieldNames.map((name) => [name, personFields[name].isRequired ? '' : null]),
) as StoredDetails;

/** Returns the details as they are stored: trimmed, with null for an empty e-mail or employee id. */
export function normalise(details: StoredDetails): StoredDetails {
  const entries = storedFieldNames.map((name) => {
    const field = personFields[name];
    return [name, field.normalise ? field.normalise(details[name]) : details[name]];
  });
  return Object.fromEntries(entries) as StoredDetails;
}

/** Returns every mistake in normalised details. */
export function validate(details: StoredDetails, now: Date): Mistake[] {
  return storedFieldNames.flatMap(
    (name) => personFields[name].validate?.(details[name], now) ?? [],
  );
}

/** Returns the fields in which two records of a person differ. */
export function changedFields(before: StoredDetails, after: StoredDetails): string[] {
  return storedFieldNames.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

/** Returns the folded forms, by which people are found. */
export function foldDetails(details: Pick<PersonDetails, 'name' | 'email'>): {
  nameFolded: string;
  emailFolded: string | null;
} {
  return {
    nameFolded: foldName(details.name),
    emailFolded: details.email === null ? null : foldEmail(details.email),
  };
}

function trimmedOrNull(value: string | null): string | null {
  return value?.trim() || null;
}

function mistakeInConsent(consent: string): Mistake | null {
  const maxLength = 2000;
  if (foldName(consent) === '') {
    return {
      code: 'consent_missing',
      explanation:
        'There is no consent, and enrolment requires it: say how and when it was given, for example "signed form, 2026-11-24".',
    };
  }
  const isUsable = consent.length <= maxLength && !/[^\P{Cc}\n\t]/u.test(consent);
  return isUsable ? null : tooLong('consent_unusable', 'The consent', maxLength);
}

function mistakeInLine(
  value: string | null,
  { code, what, maxLength }: { code: MistakeCode; what: string; maxLength: number },
): Mistake | null {
  return value === null || isLine(value, maxLength) ? null : tooLong(code, what, maxLength);
}

/** Refuses control characters, which have no place in a record and could manipulate a terminal. */
function isLine(value: string, maxLength: number): boolean {
  return value.length <= maxLength && !/\p{Cc}/u.test(value);
}

function tooLong(code: MistakeCode, what: string, maxLength: number): Mistake {
  const explanation = `${what} is longer than ${maxLength} characters or has control characters in it.`;
  return { code, explanation };
}
