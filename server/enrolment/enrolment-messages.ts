import { Type, type Static, type TSchema } from 'typebox';
import type { Details } from '../people/details.ts';
import type { EnrolmentResult } from '../people/enrolment.ts';
import { waysOfConsent } from '../store/tables/consents.ts';
import type { CameraRefusalCode } from './camera-refusals.ts';
import type { GuideState } from './pose-guide.ts';

/** What the command asks of the running service, and what it hears. */
export const enrolmentPath = '/enrolment/camera';

const text = (maxLength: number) => Type.String({ maxLength });
const optional = (maxLength: number) => Type.Union([text(maxLength), Type.Null()]);

/** Longer than anything that is accepted, which is said in words by the rules for details. */
const longest = 4000;

const isoTime = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$';

// What is missing here would be dropped without a word, hence the check.
const details = {
  name: text(longest),
  email: optional(longest),
  employeeId: optional(longest),
  consent: text(longest),
  consentGiven: Type.Enum(waysOfConsent),
  expiresAt: Type.Union([Type.String({ pattern: isoTime }), Type.Null()]),
} satisfies Record<keyof Details, TSchema>;

export const EnrolmentRequest = Type.Object(
  {
    /** The kiosk's name, whatever the case of its letters. */
    kiosk: text(200),
    /** Somebody enrolled, to whom the pictures are added; else somebody new. */
    update: Type.Optional(text(200)),
    /** All of them for somebody new. */
    details: Type.Partial(Type.Object(details, { additionalProperties: false })),
    /** Whoever runs the command, for the audit record. */
    actor: Type.String({ pattern: '^command:.{1,64}$' }),
    samePersonAs: Type.Array(text(200), { maxItems: 20 }),
    twinOf: Type.Array(text(200), { maxItems: 20 }),
  },
  { additionalProperties: false },
);
export type EnrolmentRequest = Static<typeof EnrolmentRequest>;

/** One line of the answer, as JSON. The last one is `result` or `refused`. */
export type EnrolmentEvent =
  | { type: 'waiting' }
  | ({ type: 'state' } & GuideState)
  | { type: 'result'; result: EnrolmentResult }
  | { type: 'refused'; code: CameraRefusalCode; explanation: string };
