import { Type, type Static } from 'typebox';
import { Coded, LongText, OrNull, strict, Time } from './desk-fields.ts';
import { deskRoles } from './desk-account-messages.ts';
import { PhotoJudged } from './desk-people-messages.ts';

/** A manager's tasks on the page, which commands can do as well. */

const Line = Type.String({ maxLength: 300 });

// --- accounts -------------------------------------------------------------------------------------

/** `GET /desk/api/manage/accounts` */
export const AccountList = Type.Object({
  accounts: Type.Array(
    Type.Object({
      id: Line,
      name: LongText,
      login: LongText,
      role: Type.Enum(deskRoles),
      /** Whether they can log in, or still have to choose a password. */
      state: Type.Enum(['active', 'link_open', 'link_expired']),
      lastLoginAt: OrNull(Time),
      /** Whether this is the requesting account, which cannot remove its own rights. */
      isOwn: Type.Boolean(),
    }),
  ),
});
export type AccountList = Static<typeof AccountList>;

/** `POST /desk/api/manage/accounts`. @property login empty: derived from the name */
export const NewAccount = Type.Object(
  { name: Line, login: Line, role: Type.Enum(deskRoles) },
  strict,
);
/** `POST /desk/api/manage/accounts/:id/role` */
export const NewRole = Type.Object({ role: Type.Enum(deskRoles) }, strict);
/** For a new account, and `POST /desk/api/manage/accounts/:id/link`: shown once. */
export const AccountInvitation = Type.Object({
  name: LongText,
  login: LongText,
  /** The part after `#link=` at the page's own address. */
  token: Line,
  expiresAt: Time,
});
export type AccountInvitation = Static<typeof AccountInvitation>;

// --- lobby screens --------------------------------------------------------------------------------

/** `POST` and `GET /desk/api/lobby/:screenId/cameras`: the two cameras of a screen while they are set up. */
export const CameraSetUp = Type.Object({
  phase: Type.Enum(['running', 'learned', 'failed']),
  /** What to do, or what was done, most important first. */
  said: Type.Array(Type.Object({ sentence: LongText, ...Coded })),
  /** The newest pictures of both cameras, JPEG in base64; null once it is over. */
  pictures: OrNull(
    Type.Object({
      first: Type.String({ maxLength: 2_000_000 }),
      second: Type.String({ maxLength: 2_000_000 }),
    }),
  ),
});
export type CameraSetUp = Static<typeof CameraSetUp>;

/** `GET /desk/api/manage/screens`: the places that a screen can serve. @property isTold Envoy has sent the name */
export const ScreenPlaces = Type.Object({
  places: Type.Array(Type.Object({ id: Line, name: LongText, isTold: Type.Boolean() })),
});
export type ScreenPlaces = Static<typeof ScreenPlaces>;
/** `POST /desk/api/manage/screens/places`: names a place that Envoy only numbers. @property name empty: none */
export const PlaceNamed = Type.Object({ id: Line, name: Line }, strict);
/** `POST /desk/api/manage/screens`. @property locationId null: the screen serves any place */
export const NewScreen = Type.Object({ name: Line, locationId: OrNull(Line) }, strict);
/** Shown once. */
export const PairingCodeShown = Type.Object({ code: Line, expiresAt: Time });
export type PairingCodeShown = Static<typeof PairingCodeShown>;

// --- lists ----------------------------------------------------------------------------------------

/** The searched details of an entry of the own list, and the reason for the entry. Empty details are not searched. */
const listedFields = {
  ...{ name: Line, birthDate: Line, country: Line },
  ...{ email: Line, domain: Line, phone: Line, company: Line },
  aliases: Type.Array(Line, { maxItems: 50 }),
  note: LongText,
  /** The legal basis for keeping the face. */
  legalBasis: LongText,
  expiresAt: OrNull(Time),
};

/** `GET /desk/api/manage/watchlist` */
export const WatchlistShown = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Line,
      /** Changes with the entry's content. */
      version: Line,
      ...listedFields,
      hasFace: Type.Boolean(),
      addedBy: LongText,
      addedAt: Time,
    }),
  ),
  lists: Type.Array(
    Type.Object({
      name: LongText,
      entries: Type.Integer(),
      /** The publisher's date. */
      date: OrNull(Line),
      importedAt: Time,
      days: Type.Integer(),
      isOld: Type.Boolean(),
      /** Number of failed downloads in a row; 0 for a list that is not followed. */
      failures: Type.Integer(),
    }),
  ),
});
export type WatchlistShown = Static<typeof WatchlistShown>;

/** `request` of `POST /desk/api/manage/watchlist`, with optional photos of the face. */
export const NewListed = Type.Object(listedFields, strict);

/** `request` of `PUT /desk/api/manage/watchlist/:id`; photos replace the face. */
export const ChangedListed = Type.Object(
  {
    ...listedFields,
    /** The version of the entry that the page showed. */
    version: Line,
    removesFace: Type.Boolean(),
  },
  strict,
);

/** Why nothing was stored. @property photos in the order of the request */
export const ListedRefused = Type.Object({
  ...{ error: Line, message: LongText },
  photos: Type.Array(PhotoJudged),
});

/** The columns of a table of entries, in the order of the template. */
export const entryColumns = [
  ...(['name', 'aliases', 'birth_date', 'country', 'email'] as const),
  ...(['domain', 'phone', 'company', 'note', 'expires'] as const),
] as const;

/** `POST /desk/api/manage/watchlist/import`, with a CSV as its body. */
export const ListedImport = Type.Object({
  added: Type.Integer(),
  /** With the row's number in a spreadsheet. */
  refused: Type.Array(
    Type.Object({
      row: Type.Integer(),
      mistakes: Type.Array(Type.Object({ code: Line, message: LongText })),
    }),
  ),
});
export type ListedImport = Static<typeof ListedImport>;

// --- the consent text -----------------------------------------------------------------------------

/** `GET /desk/api/manage/consent` */
export const ConsentTexts = Type.Object({
  /** The current one first. */
  texts: Type.Array(
    Type.Object({ version: Line, languages: Type.Array(OrNull(Line)), publishedAt: Time }),
  ),
  /** The current text in each of its languages. */
  current: Type.Array(Type.Object({ language: OrNull(Line), text: Type.String() })),
  /** Number of people whom a new version asks again. */
  enrolled: Type.Integer(),
});
export type ConsentTexts = Static<typeof ConsentTexts>;

/** `POST /desk/api/manage/consent` */
export const NewConsentText = Type.Object(
  { version: Line, language: Line, text: Type.String({ maxLength: 100_000 }) },
  strict,
);

// --- decisions that wait, and tests of screens ------------------------------------------------------

/** Official watchlists that were read completely, and wait for a manager's decision. */
export const ProposedLists = Type.Array(
  Type.Object({ listId: Type.Integer(), list: LongText, question: LongText, ...Coded }),
);
export type ProposedLists = Static<typeof ProposedLists>;

export const ListDecision = Type.Object(
  { decision: Type.Enum(['accept', 'reject']) },
  { additionalProperties: false },
);

export const ListDecided = Type.Object({ list: LongText });
export type ListDecided = Static<typeof ListDecided>;

/** The camera that somebody has looked at, in the words of the page. */
export const CameraConfirmed = Type.Object(
  { camera: Type.String({ maxLength: 600 }) },
  { additionalProperties: false },
);

export const ScreenTest = Type.Object({
  sentence: LongText,
  worked: Type.Boolean(),
  ...Coded,
});
export type ScreenTest = Static<typeof ScreenTest>;
