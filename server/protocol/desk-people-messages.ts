import { Type, type Static } from 'typebox';
import { Coded } from './coded.ts';

/**
 * What the page for people asks and gets, defined once; both sides validate what they receive. Photos are sent
 * as a form (`multipart/form-data`): `request`, JSON as here, and `photos`. The page gets no template and no picture.
 */

const Time = Type.String({ minLength: 20, maxLength: 30 });
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const Text = Type.String({ maxLength: 4000 });
const Id = Type.String({ minLength: 1, maxLength: 200 });
export const strict = { additionalProperties: false };

/** What a person may be known by, in the order in which it is asked for and shown. */
export const personTexts = ['email', 'employeeId'] as const;
export type PersonText = (typeof personTexts)[number];

/** The same for each of them. */
export function ofEachText<T>(value: (name: PersonText) => T): Record<PersonText, T> {
  return Object.fromEntries(personTexts.map((name) => [name, value(name)])) as Record<
    PersonText,
    T
  >;
}
const optionalTexts = ofEachText(() => OrNull(Text));

export const photoLimits = {
  /** In one request. */
  most: 5,
  /** Of one photo, and of all of one request. */
  bytes: 15_000_000,
  bytesInAll: 40_000_000,
} as const;

/** How a person's consent stands. */
const consentStates = ['stands', 'outdated', 'withdrawn', 'run_out'] as const;
export type ConsentState = (typeof consentStates)[number];

export const ListedPerson = Type.Object({
  id: Id,
  name: Text,
  ...optionalTexts,
  consent: Type.Enum(consentStates),
  enrolledAt: Time,
  expiresAt: OrNull(Time),
  /** Of the recogniser in use. */
  photos: Type.Integer(),
  /** When their last sign-in was let in. */
  usedAt: OrNull(Time),
  /** After too many face checks in a row have failed. */
  faceOff: Type.Boolean(),
  hasCode: Type.Boolean(),
});
export type ListedPerson = Static<typeof ListedPerson>;

/** `GET /desk/api/people?find=&page=` */
export const PeoplePage = Type.Object({
  people: Type.Array(ListedPerson),
  /** How many were found in all. */
  count: Type.Integer(),
  /** From 1. */
  page: Type.Integer(),
  pages: Type.Integer(),
});
export type PeoplePage = Static<typeof PeoplePage>;

/** `GET /desk/api/people/:id` */
export const PersonShown = Type.Object({
  /** The camera stays off for them: they are on the opt-out list. */
  optedOut: Type.Boolean(),
  person: ListedPerson,
  /** The latest first. */
  consents: Type.Array(
    Type.Object({
      statement: Text,
      given: Text,
      textVersion: OrNull(Text),
      language: OrNull(Text),
      givenAt: Time,
      recordedBy: Text,
      expiresAt: OrNull(Time),
      withdrawnAt: OrNull(Time),
    }),
  ),
  photos: Type.Array(Type.Object({ addedAt: Time, source: Text, inUse: Type.Boolean() })),
  /** The latest, that one first. */
  signIns: Type.Array(
    Type.Object({
      at: Time,
      isLetIn: Type.Boolean(),
      reason: Text,
      why: Text,
      location: OrNull(Text),
    }),
  ),
  /** The version of the text that counts now. */
  currentText: OrNull(Text),
});
export type PersonShown = Static<typeof PersonShown>;

// --- photos ---------------------------------------------------------------------------------------

const Finding = Type.Object({
  code: Text,
  measure: OrNull(Text),
  value: OrNull(Type.Number()),
  threshold: OrNull(Type.Number()),
  explanation: Text,
});
const Point = Type.Object({ x: Type.Number(), y: Type.Number() });

/** Where faces were found, in pixels of the photo as a viewer shows it; the first box was judged. */
const SeenFaces = Type.Object({
  width: Type.Number(),
  height: Type.Number(),
  boxes: Type.Array(
    Type.Object({
      x: Type.Number(),
      y: Type.Number(),
      width: Type.Number(),
      height: Type.Number(),
    }),
  ),
  landmarks: Type.Array(Point),
});

export const PhotoJudged = Type.Object({
  label: Text,
  state: Type.Union([Type.Literal('good'), Type.Literal('refused'), Type.Literal('repeated')]),
  /** Why it is refused, or what else is to be seen of a good one. */
  findings: Type.Array(Finding),
  /** Of one that was given twice. */
  explanation: OrNull(Text),
  seen: OrNull(SeenFaces),
});
export type PhotoJudged = Static<typeof PhotoJudged>;

/** `POST /desk/api/people/check` */
export const PhotosChecked = Type.Object({ photos: Type.Array(PhotoJudged) });
export type PhotosChecked = Static<typeof PhotosChecked>;

// --- enrolling ------------------------------------------------------------------------------------

/** Who is meant by a face that looks like someone enrolled. */
const alike = {
  samePersonAs: Type.Optional(Type.Array(Id, { maxItems: 20 })),
  twinOf: Type.Optional(Type.Array(Id, { maxItems: 20 })),
};
/** For a record whose owner no face can confirm: the account has looked at the person's document. */
const documentChecked = Type.Optional(Type.Boolean());
const waysOfConsent = ['desk', 'paper', 'screen', 'unspecified'] as const;

/** Of someone new; what is wrong with it is said in words. */
const Details = Type.Object(
  {
    name: Text,
    ...optionalTexts,
    consent: Text,
    consentGiven: Type.Enum(waysOfConsent),
    expiresAt: OrNull(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' }),
    ),
  },
  strict,
);

/** `request` of `POST /desk/api/people`, with photos. */
export const EnrolRequest = Type.Object({ details: Details, ...alike }, strict);
export type EnrolRequest = Static<typeof EnrolRequest>;

/** `request` of `POST /desk/api/people/:id/photos`. */
export const AddPhotosRequest = Type.Object({ ...alike, documentChecked }, strict);

const texts = { name: Text, ...optionalTexts };

/** `POST /desk/api/people/:id/details`, with what the page showed before: answered with `EnrolAnswer`. */
export const DetailsRequest = Type.Object({ ...texts, was: Type.Object(texts, strict) }, strict);

const Mistake = Type.Object({
  code: Text,
  explanation: Text,
  values: Coded.values,
  personId: Type.Optional(Id),
});

/** What came of an enrolment; `refused` (422): nothing was changed, and this is every reason. */
export const EnrolAnswer = Type.Object({
  state: Type.Enum(['enrolled', 'updated', 'unchanged', 'refused']),
  personId: OrNull(Id),
  added: Type.Integer(),
  mistakes: Type.Array(Mistake),
  warnings: Type.Array(Mistake),
  photos: Type.Array(PhotoJudged),
});
export type EnrolAnswer = Static<typeof EnrolAnswer>;

// --- many at once ---------------------------------------------------------------------------------

/** One row of a list, with its cells as they are written there; what is not said is empty. */
export const ImportRow = Type.Object(
  {
    row: Type.Integer(),
    ...{ name: Text, ...ofEachText(() => Text) },
    ...{ consent: Text, consentGiven: Text, expiresAt: Text },
    /** Names of files and folders, from where the list is. */
    photos: Type.Array(Text),
    samePersonAs: Type.Array(Text),
    twinOf: Type.Array(Text),
    /** Why it cannot be used at all. */
    problem: OrNull(Text),
  },
  strict,
);
export type ImportRow = Static<typeof ImportRow>;

/** `POST /desk/api/people/import/list`, with the list instead of a photo, or without any. */
export const ImportBegun = Type.Object({
  rows: Type.Array(ImportRow),
  /** SHA-256 of the text to which all of them have agreed: the one that counts now. */
  consentText: OrNull(Text),
});
export type ImportBegun = Static<typeof ImportBegun>;

/** `request` of `POST /desk/api/people/import`, with the photos of that row: answered with `EnrolAnswer`. */
export const ImportRequest = Type.Object({ row: ImportRow, consentText: OrNull(Text) }, strict);

/** `POST /desk/api/people/camera`: from a lobby screen's camera, someone new or with more pictures. */
export const LobbyEnrolmentRequest = Type.Object(
  {
    screenId: Id,
    who: Type.Union([
      Type.Object({ details: Details }, strict),
      Type.Object({ personId: Id }, strict),
    ]),
    documentChecked,
    personalCode: Type.Optional(Type.Boolean()),
    ...alike,
  },
  strict,
);
export type LobbyEnrolmentRequest = Static<typeof LobbyEnrolmentRequest>;

// --- other acts -----------------------------------------------------------------------------------

/** `POST /desk/api/people/:id/consent` */
export const RenewRequest = Type.Object(
  {
    statement: Text,
    given: Type.Enum(waysOfConsent),
    expiresAt: OrNull(Time),
  },
  strict,
);

/** `POST /desk/api/people/:id/erase`: the recorded name, typed to confirm the erasure. */
export const EraseRequest = Type.Object({ name: Text }, strict);

/** What was done, in a sentence. */
export const Done = Type.Object({ message: Text, ...Coded });

/** `POST /desk/api/people/:id/export` */
export const Exported = Type.Object({
  message: Text,
  ...Coded,
  /** JSON, and a page to read that loads nothing. */
  files: Type.Array(Type.Object({ name: Text, type: Text, content: Type.String() })),
});

/** `POST /desk/api/people/:id/erase` */
export const Erased = Type.Object({
  message: Text,
  ...Coded,
  receipt: Type.String({ maxLength: 20_000 }),
});

// --- enrolling at a lobby screen ------------------------------------------------------------------

const lobbySteps = [
  /** Others are at the camera, or the screen is not connected. */
  'waiting',
  /** The screen shows the consent text. */
  'asking',
  'posing',
  /** All pictures are taken, and the screen shows the personal code. */
  'code',
  /** Someone signed in: they have the camera first, and it goes on afterwards. */
  'interrupted',
  /** All pictures are taken. */
  'storing',
  'enrolled',
  /** Nothing was stored; `message` says why. */
  'ended',
] as const;

/** An enrolment at a lobby screen: under way, or ended lately. */
export const LobbyEnrolment = Type.Object({
  id: Id,
  /** The held sign-in from whose card it was offered. */
  jobId: OrNull(Type.String({ maxLength: 300 })),
  name: Text,
  /** Whose record is changed; null: someone new is enrolled. */
  record: OrNull(Text),
  screen: Text,
  step: Type.Enum(lobbySteps),
  /** Pictures taken, of three. */
  taken: Type.Integer(),
  /** What the screen asks for. */
  guidance: OrNull(Type.String({ maxLength: 40 })),
  message: OrNull(Text),
  /** The parts of the message. Only accounts that may enrol see whom else it is about. */
  reasons: Type.Array(Mistake),
  personId: OrNull(Id),
  /** Whom the face looks like, when it ended for nothing else: say who is meant, and offer again. */
  looksLike: Type.Array(Type.Object({ personId: Id, explanation: Text, values: Coded.values })),
});
export type LobbyEnrolment = Static<typeof LobbyEnrolment>;

export const LobbyEnrolmentStarted = Type.Object({ enrolment: LobbyEnrolment });

/** `GET /desk/api/cards/:jobId/claim`: what an offer begins with. */
export const VisitorClaim = Type.Object({
  name: Text,
  email: OrNull(Text),
  employeeId: OrNull(Text),
  /** The record that an offer changes; null: it enrols someone new. */
  record: OrNull(Type.Object({ personId: Id, name: Text })),
  /** Why no one can be enrolled from this card. */
  problem: OrNull(Text),
  ...Coded,
  /** The screen that serves the visitor's lobby; null when none does. */
  screenId: OrNull(Id),
});
export type VisitorClaim = Static<typeof VisitorClaim>;

/** `POST /desk/api/cards/:jobId/offer`: e-mail and employee id are those of the card. */
export const OfferRequest = Type.Object(
  {
    /** As in their document; fits that of the card. */
    name: Text,
    /** Whose record it changes, as the page has said; null: it enrols someone new. */
    recordId: OrNull(Id),
    screenId: Id,
    /** The account that offers has looked at the visitor's document. */
    documentChecked: Type.Literal(true),
    /** Only a manager may say so. */
    ...alike,
  },
  strict,
);
export type OfferRequest = Static<typeof OfferRequest>;
