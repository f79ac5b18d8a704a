import { Type, type Static } from 'typebox';
import { captureId } from './code-messages.ts';

/**
 * What the service and a lobby screen say while the chip of a document is read; see messages.ts.
 *
 *     service                             kiosk
 *       | <--------------- document_wanted |   (only from the idle screen, where `document_offered` was true)
 *       | -- capture_start (document) ---> |   consent; the camera stays off
 *       | <--------------- document_agreed |   (or capture_declined, here and later)
 *       | <--------------- capture_started |   camera on, for frames of `zoneFrames`; not where the key is typed
 *       | <------------------ document_key |   typed; or the service reads it from a frame, and goes on
 *       | -- document_step --------------> |   camera off; `key` again, `place`, `reading`, and then `face`: camera on
 *       | <--------------- capture_started |   from here on as in any capture
 */

/** Of the frames in which the machine readable zone is looked for: fine-grained, and few. */
export const zoneFrames = { longestSide: 1280, perSecond: 3, unanswered: 1 };

/** The corners of what may be the machine readable zone, clockwise, in shares of the frame. */
export const ZoneOutline = Type.Array(
  Type.Object({
    x: Type.Number({ minimum: 0, maximum: 1 }),
    y: Type.Number({ minimum: 0, maximum: 1 }),
  }),
  { minItems: 4, maxItems: 4 },
);
export type ZoneOutline = Static<typeof ZoneOutline>;

/** Whether the idle screen offers to read a document before the sign-in. */
export const DocumentOffered = Type.Object({
  type: Type.Literal('document_offered'),
  isOffered: Type.Boolean(),
});

const documentSteps = ['key', 'place', 'reading', 'face'] as const;
const documentProblems = ['key_wrong', 'key_needs_dates', 'several_documents'] as const;

/** What the visitor does now. */
export const DocumentStep = Type.Object({
  type: Type.Literal('document_step'),
  captureId,
  step: Type.Enum([...documentSteps]),
  problem: Type.Union([Type.Enum([...documentProblems]), Type.Null()]),
  /** Of the reading, 0 to 1. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
});
/** Without the capture that it belongs to. */
export type DocumentRequest = Pick<Static<typeof DocumentStep>, 'step' | 'problem' | 'progress'>;

/** Somebody touched the offer on the idle screen. */
export const DocumentWanted = Type.Object(
  {
    type: Type.Literal('document_wanted'),
    /** The page's language. */
    language: Type.String({ pattern: '^[a-z]{2}$' }),
  },
  { additionalProperties: false },
);

/** The visitor read what is done with the document, and agreed. */
export const DocumentAgreed = Type.Object(
  { type: Type.Literal('document_agreed'), captureId },
  { additionalProperties: false },
);

const date = Type.String({ pattern: '^[0-9]{6}$' });

/** What opens the chip, as typed from the document. Dates are `YYMMDD`. */
const DocumentKey = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('mrz'),
      documentNumber: Type.String({ pattern: '^[0-9A-Z]{1,24}$' }),
      birthDate: date,
      expiryDate: date,
    },
    { additionalProperties: false },
  ),
  Type.Object({ kind: Type.Literal('can'), can: date }, { additionalProperties: false }),
]);
export type DocumentKey = Static<typeof DocumentKey>;

export const DocumentKeyTyped = Type.Object(
  { type: Type.Literal('document_key'), captureId, key: DocumentKey },
  { additionalProperties: false },
);
