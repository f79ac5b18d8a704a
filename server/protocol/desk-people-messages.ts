import { Type, type Static } from 'typebox';
import { Coded, RecordId, LongText, OrNull, strict, Time } from './desk-fields.ts';

/**
 * Requests and answers of the people page, defined once; both sides validate what they receive. Photos are sent as a
 * form (`multipart/form-data`): `request`, JSON as here, and `photos`. The page never gets a template or a picture.
 */

/** Other identifiers of a person, in the order of the form. */
export const personTexts = ['email', 'employeeId'] as const;
export type PersonText = (typeof personTexts)[number];

/** Makes an object with a value for each of them. */
export function ofEachText<T>(value: (name: PersonText) => T): Record<PersonText, T> {
  return Object.fromEntries(personTexts.map((name) => [name, value(name)])) as Record<
    PersonText,
    T
  >;
}
const optionalTexts = ofEachText(() => OrNull(LongText));

export const photoLimits = {
  /** Maximum photos in one request. */
  most: 5,
  /** Maximum bytes of one photo, and of all photos in one request. */
  bytes: 15_000_000,
  bytesInAll: 40_000_000,
} as const;

/** The states of a person's consent. */
const consentStates = ['stands', 'outdated', 'withdrawn', 'run_out'] as const;
export type ConsentState = (typeof consentStates)[number];

export const ListedPerson = Type.Object({
  id: RecordId,
  name: LongText,
  ...optionalTexts,
  consent: Type.Enum(consentStates),
  enrolledAt: Time,
  expiresAt: OrNull(Time),
  /** Number of photos for the recogniser in use. */
  photos: Type.Integer(),
  /** Time of their last approved sign-in. */
  usedAt: OrNull(Time),
  /** Set after too many failed face checks in a row. */
  faceOff: Type.Boolean(),
  hasCode: Type.Boolean(),
});
export type ListedPerson = Static<typeof ListedPerson>;

/** Filters of the list, by what somebody has to do about a person. */
export const peopleFilters = ['ask_again', 'ended', 'face_off', 'no_email', 'no_photos'] as const;
export type PeopleFilter = (typeof peopleFilters)[number];

/** `GET /desk/api/people?find=&only=&page=` */
export const PeoplePage = Type.Object({
  people: Type.Array(ListedPerson),
  /** Number of all people found. */
  count: Type.Integer(),
  /** From 1. */
  page: Type.Integer(),
  pages: Type.Integer(),
});
export type PeoplePage = Static<typeof PeoplePage>;

/** `GET /desk/api/people/:id` */
export const PersonShown = Type.Object({
  /** Whether they are on the opt-out list, so that the camera stays off for them. */
  optedOut: Type.Boolean(),
  person: ListedPerson,
  /** The latest first. */
  consents: Type.Array(
    Type.Object({
      statement: LongText,
      given: LongText,
      textVersion: OrNull(LongText),
      language: OrNull(LongText),
      givenAt: Time,
      recordedBy: LongText,
      expiresAt: OrNull(Time),
      withdrawnAt: OrNull(Time),
    }),
  ),
  photos: Type.Array(Type.Object({ addedAt: Time, source: LongText, inUse: Type.Boolean() })),
  /** The latest ones, in descending order. */
  signIns: Type.Array(
    Type.Object({
      at: Time,
      isLetIn: Type.Boolean(),
      reason: LongText,
      why: LongText,
      location: OrNull(LongText),
    }),
  ),
  /** The version of the current consent text. */
  currentText: OrNull(LongText),
});
export type PersonShown = Static<typeof PersonShown>;

// --- photos ---------------------------------------------------------------------------------------

const Finding = Type.Object({
  code: LongText,
  measure: OrNull(LongText),
  value: OrNull(Type.Number()),
  threshold: OrNull(Type.Number()),
  explanation: LongText,
});
const Point = Type.Object({ x: Type.Number(), y: Type.Number() });

/** Places of the faces, in pixels of the photo as a viewer shows it; the first box was judged. */
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
  label: LongText,
  state: Type.Union([Type.Literal('good'), Type.Literal('refused'), Type.Literal('repeated')]),
  /** Why the photo is refused, or notes about a good one. */
  findings: Type.Array(Finding),
  /** Set for a photo that was given twice. */
  explanation: OrNull(LongText),
  seen: OrNull(SeenFaces),
});
export type PhotoJudged = Static<typeof PhotoJudged>;

/** `POST /desk/api/people/check` */
export const PhotosChecked = Type.Object({ photos: Type.Array(PhotoJudged) });
export type PhotosChecked = Static<typeof PhotosChecked>;

// --- enrolling ------------------------------------------------------------------------------------

/** Enrolled people whom the face looks like, and who are others. */
export const twinOf = Type.Optional(Type.Array(RecordId, { maxItems: 20 }));
/** For a record that no face can prove: whether the account has checked the person's document. */
export const documentChecked = Type.Optional(Type.Boolean());
const waysOfConsent = ['desk', 'paper', 'screen', 'unspecified'] as const;

/** Of a new person; mistakes are reported in words. */
const EnrolmentDetails = Type.Object(
  {
    name: LongText,
    ...optionalTexts,
    consent: LongText,
    consentGiven: Type.Enum(waysOfConsent),
    expiresAt: OrNull(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$' }),
    ),
  },
  strict,
);

/** Someone new, who agreed to the consent text that the form showed: its version; null: there was none. */
export const newPerson = { details: EnrolmentDetails, textVersion: OrNull(LongText) };

/** `request` of `POST /desk/api/people`, with photos. */
export const EnrolRequest = Type.Object({ ...newPerson, twinOf }, strict);
export type EnrolRequest = Static<typeof EnrolRequest>;

/** `request` of `POST /desk/api/people/:id/photos`. */
export const AddPhotosRequest = Type.Object({ twinOf, documentChecked }, strict);

const texts = { name: LongText, ...optionalTexts };

/** `POST /desk/api/people/:id/details`, with the values that the page showed before: the answer is `EnrolAnswer`. */
export const DetailsRequest = Type.Object({ ...texts, was: Type.Object(texts, strict) }, strict);

export const Mistake = Type.Object({
  code: LongText,
  explanation: LongText,
  values: Coded.values,
  personId: Type.Optional(RecordId),
});

/** The result of an enrolment; `refused` (422): nothing was changed, and this is every reason. */
export const EnrolAnswer = Type.Object({
  state: Type.Enum(['enrolled', 'updated', 'unchanged', 'refused']),
  personId: OrNull(RecordId),
  added: Type.Integer(),
  mistakes: Type.Array(Mistake),
  warnings: Type.Array(Mistake),
  photos: Type.Array(PhotoJudged),
});
export type EnrolAnswer = Static<typeof EnrolAnswer>;

// --- many at once ---------------------------------------------------------------------------------

/** One row of a list with its cells; missing cells are empty. */
export const ImportRow = Type.Object(
  {
    row: Type.Integer(),
    ...{ name: LongText, ...ofEachText(() => LongText) },
    ...{ consent: LongText, consentGiven: LongText, expiresAt: LongText },
    /** Names of files and folders, relative to the list. */
    photos: Type.Array(LongText),
    twinOf: Type.Array(LongText),
    /** The reason why the row is unusable. */
    problem: OrNull(LongText),
  },
  strict,
);
export type ImportRow = Static<typeof ImportRow>;

/** `POST /desk/api/people/import/list`, with the list instead of a photo, or without any. */
export const ImportBegun = Type.Object({
  rows: Type.Array(ImportRow),
  /** Of the consent text to which all of them have agreed: the current one. */
  textVersion: OrNull(LongText),
});
export type ImportBegun = Static<typeof ImportBegun>;

/** `request` of `POST /desk/api/people/import`, with the photos of that row: the answer is `EnrolAnswer`. */
export const ImportRequest = Type.Object({ row: ImportRow, textVersion: OrNull(LongText) }, strict);

// --- other acts -----------------------------------------------------------------------------------

/** `POST /desk/api/people/:id/consent` */
export const RenewRequest = Type.Object(
  {
    statement: LongText,
    given: Type.Enum(waysOfConsent),
    expiresAt: OrNull(Time),
    /** The state that the page showed: `currentText`, and whether the latest consent was withdrawn. */
    seen: Type.Object({ textVersion: OrNull(LongText), withdrawnAt: OrNull(Time) }, strict),
  },
  strict,
);

/** `POST /desk/api/people/:id/erase`: the recorded name, typed to confirm the erasure. */
export const EraseRequest = Type.Object({ name: LongText }, strict);

/** The result, in a sentence. */
export const Done = Type.Object({ message: LongText, ...Coded });

/** `POST /desk/api/people/:id/export` */
export const Exported = Type.Object({
  message: LongText,
  ...Coded,
  /** JSON, and a page for reading, without external resources. */
  files: Type.Array(Type.Object({ name: LongText, type: LongText, content: Type.String() })),
});

/** `POST /desk/api/people/:id/erase` */
export const Erased = Type.Object({
  message: LongText,
  ...Coded,
  receipt: Type.String({ maxLength: 20_000 }),
});
