import { Type, type Static } from 'typebox';
import { foldName } from '#base/text';
import { defineCheck } from '../sign-in/check.ts';
import { dayAt } from '../platform/local-time.ts';
import { readFormDate, answerTo, tooLong } from '../sign-in/form-answers.ts';
import type { SignInRequest } from '../sign-in/sign-in.ts';

const Text = Type.String({ minLength: 1, maxLength: 200 });

const RequiredAnswer = Type.Object(
  {
    question: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The question as the visitor reads it on the form. It has to be answered.',
    }),
    oneOf: Type.Optional(
      Type.Array(Text, {
        minItems: 1,
        description: 'The answers that will do; upper and lower case are the same.',
      }),
    ),
    date: Type.Optional(
      Type.Enum(['not-in-the-past'], {
        description:
          'The answer is a date, and that day is not over at the location. A date that could be two counts as none.',
      }),
    ),
  },
  {
    former: {
      dates: {
        instead: 'write it once for the whole form, as `dates` at the top of the policy.',
      },
    },
  },
);
type RequiredAnswer = Static<typeof RequiredAnswer>;

const RequiredAgreement = Type.Object({
  agreement: Type.String({
    minLength: 1,
    maxLength: 64,
    description:
      'The id of the agreement in Envoy, which sends no names. The note of a held sign-in lists the ids that were signed.',
  }),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'What the front desk calls it.',
    }),
  ),
});
type RequiredAgreement = Static<typeof RequiredAgreement>;
type Form = Pick<SignInRequest, 'answers' | 'legalDocs' | 'facts' | 'timezone' | 'arrivedAt'>;

/** Does the sign-in form contain every answer that the policy requires? */
export const documentCheck = defineCheck({
  name: 'document',
  settings: Type.Object(
    {
      answers: Type.Optional(
        Type.Array(RequiredAnswer, {
          minItems: 1,
          description: 'Questions of the form that have to be answered, and how.',
        }),
      ),
      legalDocuments: Type.Optional(
        Type.Array(RequiredAgreement, {
          minItems: 1,
          description: 'Legal documents that have to be signed.',
        }),
      ),
    },
    // A check without any requirement would let every visitor in.
    { minProperties: 1 },
  ),
  needs: ['answers', 'legalDocs', 'facts', 'timezone', 'arrivedAt'],
  run: async (form, { settings: { answers = [], legalDocuments = [] } }) => {
    const missing = [
      ...answers.flatMap((required) => whatIsWrong(form, required) ?? []),
      ...listUnsigned(form, legalDocuments),
    ];
    if (missing.length === 0) return { passed: true, reason: 'passed' };
    return { passed: false, reason: 'document_missing', evidence: { note: missing.join(' ') } };
  },
});

function listUnsigned({ legalDocs }: Form, required: readonly RequiredAgreement[]): string[] {
  const signed = signedAgreements(legalDocs);
  const missing = required.filter(({ agreement }) => !signed.has(agreement));
  if (missing.length === 0) return [];
  const sentences = missing.map(({ agreement, name }) =>
    name === undefined
      ? `The agreement ${agreement} is not signed.`
      : `The document "${name}" (agreement ${agreement}) is not signed.`,
  );
  return [...sentences, listOfSigned(signed)];
}

/** Returns what the front desk has to ask the visitor, without the visitor's answer; null when the answer is fine. */
function whatIsWrong(form: Form, { question, oneOf, date }: RequiredAnswer): string | null {
  const answer = answerTo(form.answers, question);
  if (answer === null) return `"${question}" is not answered.`;
  if (answer === tooLong) return `The answer to "${question}" is too long to be read.`;
  const folded = oneOf && foldName(answer);
  if (oneOf && !oneOf.some((one) => foldName(one) === folded)) {
    return `"${question}" is answered otherwise than it has to be.`;
  }
  if (date === undefined) return null;
  const day = readFormDate(answer, form.facts.dateOrder);
  if (day === null) return `The date at "${question}" cannot be read.`;
  return day < dayAt(form.timezone, form.arrivedAt) ? `The date at "${question}" is over.` : null;
}

type Entry = Readonly<Record<string, unknown>>;

/** Maximum number of agreement ids in the evidence, which the author of a policy reads. */
const maxListed = 10;

/**
 * Returns the ids of the signed agreements in Envoy's `{id, url, "signed-at", agreement: {id}}`. Envoy sends no name.
 * An entry without a signing time counts as not signed.
 */
function signedAgreements(legalDocs: readonly Entry[]): ReadonlySet<string> {
  return new Set(legalDocs.filter(hasTime).flatMap(agreementOf));
}

/** Lists the ids for people. The ids come from outside, so this repeats only those that look like an id. */
function listOfSigned(signed: ReadonlySet<string>): string {
  const ids = [...signed].filter((id) => /^[\w-]{1,64}$/.test(id));
  const listed = ids.slice(0, maxListed).join(', ');
  return `Signed agreements: ${listed || 'none'}${ids.length > maxListed ? ', and others' : ''}.`;
}

function hasTime(entry: Entry): boolean {
  const signedAt = entry['signed-at'];
  return typeof signedAt === 'string' && signedAt.trim() !== '';
}

function agreementOf({ agreement }: Entry): string[] {
  if (typeof agreement !== 'object' || agreement === null) return [];
  const { id } = agreement as { id?: unknown };
  if (typeof id === 'string' && id !== '') return [id];
  return Number.isSafeInteger(id) ? [String(id)] : [];
}
