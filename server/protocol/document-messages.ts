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
 *       | -- document_step (wallet) -----> |   from a phone, instead of the key: the page asks the wallet
 *       | <---------------- wallet_answer  |   (or wallet_failed)
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
  /** By a chip. */
  isOffered: Type.Boolean(),
  /** By the visitor's phone. */
  byPhone: Type.Optional(Type.Boolean()),
});

/** Where a document comes from: the chip on a reader, or the wallet of a phone. */
export const DocumentSource = Type.Enum(['chip', 'phone']);
export type DocumentSource = Static<typeof DocumentSource>;

const documentSteps = ['key', 'place', 'reading', 'wallet', 'face'] as const;
const documentProblems = ['key_wrong', 'key_needs_dates', 'several_documents'] as const;

/** The visitor's next step. */
export const DocumentStep = Type.Object({
  type: Type.Literal('document_step'),
  captureId,
  step: Type.Enum([...documentSteps]),
  problem: Type.Union([Type.Enum([...documentProblems]), Type.Null()]),
  /** Progress of the reading, 0 to 1. */
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  /** In the step `wallet`: what the page asks the browser for. */
  request: Type.Optional(Type.Object({ protocol: Type.String(), data: Type.Unknown() })),
});
/** The message without its capture. */
export type DocumentRequest = Pick<
  Static<typeof DocumentStep>,
  'step' | 'problem' | 'progress' | 'request'
>;

/** What the page asks the browser for. */
export type WalletRequest = NonNullable<DocumentRequest['request']>;

/** Somebody has touched the offer on the idle screen. */
export const DocumentWanted = Type.Object(
  {
    type: Type.Literal('document_wanted'),
    /** The page's language. */
    language: Type.String({ pattern: '^[a-z]{2}$' }),
    /** Default: a chip. */
    from: Type.Optional(DocumentSource),
  },
  { additionalProperties: false },
);

/** The visitor has read how the document is used, and agreed. */
export const DocumentAgreed = Type.Object(
  {
    type: Type.Literal('document_agreed'),
    captureId,
    /** Only where the visitor has the choice. */
    from: Type.Optional(DocumentSource),
  },
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

/** The protocols of the Digital Credentials API in which the page asks. */
export const walletProtocols = {
  unsigned: 'openid4vp-v1-unsigned',
  signed: 'openid4vp-v1-signed',
} as const;

const walletAvailabilities = ['ready', 'no_bluetooth', 'offline', 'unsupported'] as const;
export type WalletAvailability = (typeof walletAvailabilities)[number];

/** Why a screen does not offer the phone; the desk shows it. */
export const PhoneObstacle = Type.Enum([
  'no_trust_list',
  'unsupported',
  'no_bluetooth',
  'offline',
] satisfies ('no_trust_list' | Exclude<WalletAvailability, 'ready'>)[]);
export type PhoneObstacle = Static<typeof PhoneObstacle>;

/** Whether the page can ask a phone: sent after `ready`, and at each change. */
export const WalletChanged = Type.Object(
  { type: Type.Literal('wallet_changed'), wallet: Type.Enum([...walletAvailabilities]) },
  { additionalProperties: false },
);

/** Of the largest answer that is read. */
const maxAnswerCharacters = 1_400_000;

/** What the wallet gave (OpenID4VP 1.0, 8.3.1). Only the service can decrypt it. */
export const WalletAnswer = Type.Object(
  {
    type: Type.Literal('wallet_answer'),
    captureId,
    response: Type.String({ maxLength: maxAnswerCharacters }),
  },
  { additionalProperties: false },
);
export type SealedAnswer = Pick<Static<typeof WalletAnswer>, 'response'>;

const walletFailures = ['declined', 'failed'] as const;
export type WalletFailure = (typeof walletFailures)[number];

export const WalletFailed = Type.Object(
  { type: Type.Literal('wallet_failed'), captureId, cause: Type.Enum([...walletFailures]) },
  { additionalProperties: false },
);
