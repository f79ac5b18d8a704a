import { Type, type Static } from 'typebox';
import { Coded, RecordId, LongText, OrNull, strict, Time } from './desk-fields.ts';

/**
 * What the page for people asks and gets, defined once; both sides validate what they receive. Photos are sent
 * as a form (`multipart/form-data`): `request`, JSON as here, and `photos`. The page gets no template and no picture.
 */

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
const optionalTexts = ofEachText(() => OrNull(LongText));

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
  id: RecordId,
  name: LongText,
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

/** Which people the list shows, for what somebody has to do about them. */
export const peopleFilters = ['ask_again', 'ended', 'face_off', 'no_email', 'no_photos'] as const;
export type PeopleFilter = (typeof peopleFilters)[number];

/** `GET /desk/api/people?find=&only=&page=` */
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
  /** The latest, that one first. */
  signIns: Type.Array(
    Type.Object({
      at: Time,
      isLetIn: Type.Boolean(),
      reason: LongText,
      why: LongText,
      location: OrNull(LongText),
    }),
  ),
  /** The version of the text that counts now. */
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
  label: LongText,
  state: Type.Union([Type.Literal('good'), Type.Literal('refused'), Type.Literal('repeated')]),
  /** Why it is refused, or what else is to be seen of a good one. */
  findings: Type.Array(Finding),
  /** Of one that was given twice. */
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
/** For a record whose owner no face can confirm: the account has looked at the person's document. */
export const documentChecked = Type.Optional(Type.Boolean());
const waysOfConsent = ['desk', 'paper', 'screen', 'unspecified'] as const;

/** Of someone new; what is wrong with it is said in words. */
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

/** `POST /desk/api/people/:id/details`, with what the page showed before: answered with `EnrolAnswer`. */
export const DetailsRequest = Type.Object({ ...texts, was: Type.Object(texts, strict) }, strict);

export const Mistake = Type.Object({
  code: LongText,
  explanation: LongText,
  values: Coded.values,
  personId: Type.Optional(RecordId),
});

/** What came of an enrolment; `refused` (422): nothing was changed, and this is every reason. */
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

/** One row of a list, with its cells as they are written there; what is not said is empty. */
export const ImportRow = Type.Object(
  {
    row: Type.Integer(),
    ...{ name: LongText, ...ofEachText(() => LongText) },
    ...{ consent: LongText, consentGiven: LongText, expiresAt: LongText },
    /** Names of files and folders, from where the list is. */
    photos: Type.Array(LongText),
    twinOf: Type.Array(LongText),
    /** Why it cannot be used at all. */
    problem: OrNull(LongText),
  },
  strict,
);
export type ImportRow = Static<typeof ImportRow>;

/** `POST /desk/api/people/import/list`, with the list instead of a photo, or without any. */
export const ImportBegun = Type.Object({
  rows: Type.Array(ImportRow),
  /** Of the consent text to which all of them have agreed: the one that counts now. */
  textVersion: OrNull(LongText),
});
export type ImportBegun = Static<typeof ImportBegun>;

/** `request` of `POST /desk/api/people/import`, with the photos of that row: answered with `EnrolAnswer`. */
export const ImportRequest = Type.Object({ row: ImportRow, textVersion: OrNull(LongText) }, strict);

// --- other acts -----------------------------------------------------------------------------------

/** `POST /desk/api/people/:id/consent` */
export const RenewRequest = Type.Object(
  {
    statement: LongText,
    given: Type.Enum(waysOfConsent),
    expiresAt: OrNull(Time),
    /** What the page had of the person: `currentText`, and whether the latest consent was withdrawn. */
    seen: Type.Object({ textVersion: OrNull(LongText), withdrawnAt: OrNull(Time) }, strict),
  },
  strict,
);

/** `POST /desk/api/people/:id/erase`: the recorded name, typed to confirm the erasure. */
export const EraseRequest = Type.Object({ name: LongText }, strict);

/** What was done, in a sentence. */
export const Done = Type.Object({ message: LongText, ...Coded });

/** `POST /desk/api/people/:id/export` */
export const Exported = Type.Object({
  message: LongText,
  ...Coded,
  /** JSON, and a page to read that loads nothing. */
  files: Type.Array(Type.Object({ name: LongText, type: LongText, content: Type.String() })),
});

/** `POST /desk/api/people/:id/erase` */
export const Erased = Type.Object({
  message: LongText,
  ...Coded,
  receipt: Type.String({ maxLength: 20_000 }),
});
