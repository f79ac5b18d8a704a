import { Type, type Static } from 'typebox';
import { languages } from './languages.ts';
import { Coded } from './desk-fields.ts';

const byMight: readonly DeskRole[] = ['manager', 'reception', 'auditor'];

/** The one of these roles that may do what the others may, too. @param roles at least one */
export function mightier(roles: readonly DeskRole[]): DeskRole {
  return byMight.find((role) => roles.includes(role)) ?? 'auditor';
}

/** Who may use the desk: bodies of the log-in routes, defined once for the page and the service. */

export const deskRoles = ['reception', 'manager', 'auditor'] as const;
export type DeskRole = (typeof deskRoles)[number];

export const deskActs = [
  /** The live queue and the lobby screens' state. */
  'see',
  /** Say that someone has seen to a visitor; notes. */
  'see_to',
  /** Let someone in while Envoy waits, where the policy has the desk asked. */
  'let_in',
  /** Say who was in front of the camera at a sign-in. */
  /** Offer a held visitor to enrol at the lobby screen, where reception may by a setting. */
  'offer',
  /** Enrol, renew consent, say whom a face may look like. */
  'enrol',
  /** Erase, opt out, export. */
  'erase',
  'read_history',
  /** The numbers of the week. */
  'read_numbers',
  /** A capture of a lobby screen on a button. */
  'test_lobby',
  /** Say that a lobby screen's camera is the office's own. */
  'confirm_camera',
  /** Accounts, lobby screens, the own watchlist, the consent text. */
  'manage',
] as const;
export type DeskAct = (typeof deskActs)[number];

/** In code points, after NFKC. */
export const passwordLength = { least: 12, most: 128 } as const;

/** UTF-16 units and compatibility forms need more room than code points. */
const maxPasswordUnits = 512;

/** `POST /desk/api/login`. Answered with `DeskSession` and the cookie, or with `DeskRefusal`. */
export const LoginRequest = Type.Object(
  {
    account: Type.String({ minLength: 1, maxLength: 128 }),
    password: Type.String({ minLength: 1, maxLength: maxPasswordUnits }),
  },
  { additionalProperties: false },
);
export type LoginRequest = Static<typeof LoginRequest>;

/** `POST /desk/api/password`: one's own. Answered as `LoginRequest`; other sessions end. */
export const ChangePasswordRequest = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: maxPasswordUnits }),
    password: Type.String({ maxLength: maxPasswordUnits }),
  },
  { additionalProperties: false },
);

/** `PUT /desk/api/preferences`: one's own, those that change. Answered with `DeskSession`. */
export const PreferencesRequest = Type.Object(
  {
    language: Type.Optional(Type.Enum(languages)),
    /** Null: the visitors of all places. */
    place: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type PreferencesRequest = Static<typeof PreferencesRequest>;

/** `POST /desk/api/set-password`: `link` is what stands behind `#link=` in the one-time link. */
export const SetPasswordRequest = Type.Object(
  {
    link: Type.String({ minLength: 1, maxLength: 128 }),
    password: Type.String({ maxLength: maxPasswordUnits }),
  },
  { additionalProperties: false },
);
export type SetPasswordRequest = Static<typeof SetPasswordRequest>;

/** `POST /desk/api/link`: whether a one-time link still counts. Answered with `DeskSession`, or with `DeskRefusal`. */
export const LinkRequest = Type.Object(
  { link: SetPasswordRequest.properties.link },
  { additionalProperties: false },
);

const SignedIn = Type.Object({
  signedIn: Type.Literal(true),
  user: Type.Object({
    name: Type.String(),
    /** What is typed to log in. */
    login: Type.String(),
    role: Type.Enum(deskRoles),
    /** Null: that of the browser. */
    language: Type.Union([Type.Enum(languages), Type.Null()]),
    /** Whose visitors are shown; null: those of all places. */
    place: Type.Union([Type.String(), Type.Null()]),
    /** Logs in through the OpenID provider, and in no other way. */
    byProvider: Type.Boolean(),
  }),
  /** What the role allows; the service checks it again at each request. */
  may: Type.Array(Type.Enum(deskActs)),
  /** ISO time: log in again after it. */
  expiresAt: Type.String(),
});

/** `GET /desk/api/me`: who is signed in by this browser's cookie, else how one may log in. */
export const DeskSession = Type.Union([
  Type.Object({
    signedIn: Type.Literal(false),
    /** The ways that the service offers at this address. */
    ways: Type.Object({ password: Type.Boolean(), oidc: Type.Boolean() }),
    /** Its name, where one is set. */
    office: Type.Union([Type.String(), Type.Null()]),
  }),
  SignedIn,
]);
export type DeskSession = Static<typeof DeskSession>;
export type DeskSignedIn = Static<typeof SignedIn>;

const deskRefusals = [
  /** 400: the body is not what the route takes. */
  'malformed',
  /** 401: no session, or it has ended. */
  'not_signed_in',
  /** 403: the role does not allow it. */
  'not_allowed',
  /** 403: unknown account, wrong password, revoked account: never told which. */
  'wrong_login',
  /** 429: after wrong passwords; `Retry-After` says how many seconds to wait. */
  'paused',
  /** 403: used, too old, replaced by a newer one, or never made. */
  'bad_link',
  /** 409: the account is of the OpenID provider, so it has no password here. */
  'provider_only',
  /** 422: the password cannot be taken; `message` says why. The link still counts. */
  'bad_password',
  /** 429: too many tries from this address; `Retry-After` says how many seconds to wait. */
  'too_many_tries',
  /** 503: too many log-ins at once. */
  'busy',
  /** 403: the provider knows who it is, and they may not use the desk. */
  'not_admitted',
] as const;

export const DeskRefusal = Type.Object({
  error: Type.Enum(deskRefusals),
  /** A sentence in English for a person; the page has its own words for each `error`. */
  message: Type.String(),
  values: Coded.values,
});
export type DeskRefusal = Static<typeof DeskRefusal>;

/** Where the page is, on the lobby listener. */
export const deskPage = '/desk/';

/** Why a log-in by the OpenID provider came to nothing: behind `#refused=` in the page's address. */
export type DeskReturn =
  /** Too long at the provider, or begun in another browser. */
  | 'begin_again'
  /** No role at the provider that the desk knows, no account, or a revoked one. */
  | 'not_admitted'
  | 'provider_unreachable'
  /** The provider sent the browser back without having let anyone in. */
  | 'provider_refused'
  /** What the provider sent does not hold. The service's log has a code. */
  | 'provider_failed';
