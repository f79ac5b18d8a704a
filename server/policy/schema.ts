import { Type, type Static, type TProperties } from 'typebox';
import type { FormerName } from '#base/schema';

/** Two times of day, `18:00-08:00`: the first inclusive, the second exclusive, over midnight where it is earlier. */
const hoursPattern = '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$';

interface More {
  minProperties?: number;
  former?: Readonly<Record<string, FormerName>>;
}
const closedObject = <P extends TProperties>(
  properties: P,
  description?: string,
  more: More = {},
) =>
  Type.Object(properties, {
    additionalProperties: false,
    ...(description && { description }),
    ...more,
  });
const Text = Type.String({ minLength: 1, maxLength: 200 });
/** In the file, a single text needs no list around it. */
const texts = (description: string) => Type.Array(Text, { minItems: 1, description });

const When = closedObject(
  {
    kind: Type.Optional(
      Type.Enum(['visitor', 'employee'], {
        description: 'Who signs in: `employee` is a sign-in of an employee flow.',
      }),
    ),
    flow: Type.Optional(texts('The flow in Envoy, by name or id; one of several is enough.')),
    location: Type.Optional(
      texts('The location in Envoy, by name or id; one of several is enough.'),
    ),
    invited: Type.Optional(
      Type.Boolean({ description: 'Whether the visitor comes with an invitation.' }),
    ),
    hours: Type.Optional(
      Type.Array(
        Type.String({
          pattern: hoursPattern,
          expectation: 'two times of the day, like 18:00-08:00',
        }),
        {
          minItems: 1,
          description:
            'The time of the day at the location, like `18:00-08:00`; one of several is enough. Of a location whose time zone Envoy does not tell, everybody is held.',
        },
      ),
    ),
  },
  'When the rule applies: every condition listed here must hold.',
  { minProperties: 1 },
);

const Checks = Type.Union(
  [Type.Literal('none'), Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()))],
  {
    description:
      'The checks that must all be passed, each with its settings; or `none`, which lets everybody in.',
  },
);

const AskDeskSchema = Type.Optional(
  Type.Boolean({
    description:
      'Ask the front desk while Envoy waits, when only the face check is in doubt: see docs/policy.md. Without it, `false`.',
  }),
);

const Rule = closedObject({
  name: Type.String({
    minLength: 1,
    maxLength: 60,
    description: 'What the rule is called.',
  }),
  when: When,
  checks: Checks,
  askDesk: AskDeskSchema,
});

const FormQuestions = closedObject(
  {
    employeeNumber: Type.Optional(
      texts('An employee number, or a badge id: finds the enrolled person.'),
    ),
    birthDate: Type.Optional(texts('The date of birth, which narrows watchlists.')),
    country: Type.Optional(texts('The country, which narrows watchlists.')),
    company: Type.Optional(texts('The company, for watchlists.')),
    phone: Type.Optional(texts('The telephone number, where Envoy has none of its own.')),
    healthCard: Type.Optional(texts('A health card, scanned or pasted as text.')),
  },
  'What the questions of the sign-in form mean, as the visitor reads them; of several, the first that was answered.',
  {
    former: {
      badgeId: {
        instead: 'write its question under `employeeNumber`, which means the same.',
        move: (questions, answers) => {
          answers['employeeNumber'] = [answers['employeeNumber'] ?? [], questions].flat();
        },
      },
    },
  },
);

/** The policy file's shape, words and limits in one place. The reference is generated from it. */
export const policySchema = closedObject({
  answers: Type.Optional(FormQuestions),
  dates: Type.Optional(
    Type.Enum(['day-first', 'month-first'], {
      description: 'How the form writes dates like 03/04/1990. Without it such a date is not read.',
    }),
  ),
  rules: Type.Optional(
    Type.Array(Rule, { description: 'The first rule whose conditions hold applies.' }),
  ),
  default: closedObject(
    { checks: Checks, askDesk: AskDeskSchema },
    'What applies when no rule does.',
  ),
});

export type PolicyFile = Static<typeof policySchema>;
export type When = Static<typeof When>;
export type FormQuestions = Static<typeof FormQuestions>;

/** @param time like `17:05`: such texts sort in the order of time */
export function isWithin(hours: readonly string[], time: string): boolean {
  return hours.some((each) => {
    const [from = '', until = ''] = each.split('-');
    return from <= until ? time >= from && time < until : time >= from || time < until;
  });
}
