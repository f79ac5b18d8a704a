import { Type, type Static } from 'typebox';
import { captureId } from './code-messages.ts';

/**
 * The messages between the service and a kiosk while a document's chip is read; see messages.ts.
 *
 *     service                             kiosk
 *       | <--------------- document_wanted |   (only from the idle screen, after `document_offered` was true)
 *       | -- capture_start (document) ---> |   consent; the camera stays off
 *       | <--------------- document_agreed |   (or capture_declined, here and later)
 *       | <--------------- capture_started |   camera on, for frames of `zoneFrames`; not while the key is typed
 *       | <------------------ document_key |   typed; or the service reads the key from a frame
 *       | -- document_step --------------> |   camera off; `key` again, `place`, `reading`, then `face`: camera on
 *       | <--------------- capture_started |   continues as any capture
 */

/** Frames for finding the machine readable zone: high resolution, low rate. */
export const zoneFrames = { longestSide: 1280, perSecond: 3, unanswered: 1 };

/** The corners of a possible machine readable zone, clockwise, in shares of the frame. */
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

/** The visitor's next step. */
export const DocumentStep = Type.Object({
  type: Type.Literal('document_step'),
  captureId,
  step: Type.Enum([...documentSteps]),
  problem: Type.Union([Type.Enum([...documentProblems]), Type.Null()]),
  /** Progress of the reading, 0 to 1. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
});
/** The message without its capture. */
export type DocumentRequest = Pick<Static<typeof DocumentStep>, 'step' | 'problem' | 'progress'>;

/** Somebody has touched the offer on the idle screen. */
export const DocumentWanted = Type.Object(
  {
    type: Type.Literal('document_wanted'),
    /** The page's language. */
    language: Type.String({ pattern: '^[a-z]{2}$' }),
  },
  { additionalProperties: false },
);

/** The visitor has read how the document is used, and agreed. */
export const DocumentAgreed = Type.Object(
  { type: Type.Literal('document_agreed'), captureId },
  { additionalProperties: false },
);

const date = Type.String({ pattern: '^[0-9]{6}$' });

/** The key for the chip, as typed from the document. Dates are `YYMMDD`. */
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
