import { Type, type Static } from 'typebox';
import { languages } from './languages.ts';
import { Coded } from './desk-fields.ts';

const byMight: readonly DeskRole[] = ['manager', 'reception', 'auditor'];

/** Returns the role whose permissions include those of the other roles. @param roles at least one */
export function mightier(roles: readonly DeskRole[]): DeskRole {
  return byMight.find((role) => roles.includes(role)) ?? 'auditor';
}

/** Access to the desk: bodies of the log-in routes, defined once for the page and the service. */

export const deskRoles = ['reception', 'manager', 'auditor'] as const;
export type DeskRole = (typeof deskRoles)[number];

export const deskActs = [
  /** See the live queue, and the state of the lobby screens. */
  'see',
  /** Say that somebody has attended to a visitor; write notes. */
  'see_to',
  /** Let a visitor in while Envoy waits, where the policy asks the desk. */
  'let_in',
  /** Say who was in front of the camera at a sign-in. */
  /** Offer a held visitor an enrolment at the lobby screen, where a setting allows reception to do so. */
  'offer',
  /** Enrol, renew consent, name people whom a face may look like. */
  'enrol',
  /** Erase, opt out, export. */
  'erase',
  'read_history',
  /** The numbers of the week. */
  'read_numbers',
  /** Test a lobby screen's camera with a button. */
  'test_lobby',
  /** Confirm that a lobby screen's camera belongs to the office. */
  'confirm_camera',
  /** Accounts, lobby screens, the own watchlist, the consent text. */
  'manage',
] as const;
export type DeskAct = (typeof deskActs)[number];

/** In code points, after NFKC. */
export const passwordLength = { least: 12, most: 128 } as const;

/** UTF-16 units; compatibility forms need more of them than code points. */
const maxPasswordUnits = 512;

/** `POST /desk/api/login`. The answer is `DeskSession` with the cookie, or `DeskRefusal`. */
export const LoginRequest = Type.Object(
  {
    account: Type.String({ minLength: 1, maxLength: 128 }),
    password: Type.String({ minLength: 1, maxLength: maxPasswordUnits }),
  },
  { additionalProperties: false },
);
export type LoginRequest = Static<typeof LoginRequest>;

/** `POST /desk/api/password`: one's own. Same answers as `LoginRequest`; other sessions end. */
export const ChangePasswordRequest = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: maxPasswordUnits }),
    password: Type.String({ maxLength: maxPasswordUnits }),
  },
  { additionalProperties: false },
);

/** `PUT /desk/api/preferences`: one's own, only the changed ones. The answer is `DeskSession`. */
export const PreferencesRequest = Type.Object(
  {
    language: Type.Optional(Type.Enum(languages)),
    /** Null: the visitors of all places. */
    place: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type PreferencesRequest = Static<typeof PreferencesRequest>;

/** `POST /desk/api/set-password`: `link` is the part after `#link=` in the one-time link. */
export const SetPasswordRequest = Type.Object(
  {
    link: Type.String({ minLength: 1, maxLength: 128 }),
    password: Type.String({ maxLength: maxPasswordUnits }),
  },
  { additionalProperties: false },
);
export type SetPasswordRequest = Static<typeof SetPasswordRequest>;

/** `POST /desk/api/link`: checks a one-time link. The answer is `DeskSession` or `DeskRefusal`. */
export const LinkRequest = Type.Object(
  { link: SetPasswordRequest.properties.link },
  { additionalProperties: false },
);

/** The office's name, where one is set. */
const office = Type.Union([Type.String(), Type.Null()]);

const SignedIn = Type.Object({
  signedIn: Type.Literal(true),
  user: Type.Object({
    name: Type.String(),
    /** The name to type at the log-in. */
    login: Type.String(),
    role: Type.Enum(deskRoles),
    /** Null: the browser's language. */
    language: Type.Union([Type.Enum(languages), Type.Null()]),
    /** The place whose visitors are shown; null: all places. */
    place: Type.Union([Type.String(), Type.Null()]),
    /** Whether the account can log in only through the OpenID provider. */
    byProvider: Type.Boolean(),
  }),
  /** The acts that the role allows; the service checks them again at each request. */
  may: Type.Array(Type.Enum(deskActs)),
  /** ISO time after which the account must log in again. */
  expiresAt: Type.String(),
  office,
});

/** `GET /desk/api/me`: the account of this browser's cookie; otherwise the ways to log in. */
export const DeskSession = Type.Union([
  Type.Object({
    signedIn: Type.Literal(false),
    /** The ways to log in at this address. */
    ways: Type.Object({ password: Type.Boolean(), oidc: Type.Boolean() }),
    office,
  }),
  SignedIn,
]);
export type DeskSession = Static<typeof DeskSession>;
export type DeskSignedIn = Static<typeof SignedIn>;

const deskRefusals = [
  /** 400: the body does not fit the route. */
  'malformed',
  /** 401: no session, or it has ended. */
  'not_signed_in',
  /** 403: the role does not allow it. */
  'not_allowed',
  /** 403: unknown account, wrong password, or revoked account; the answer does not say which. */
  'wrong_login',
  /** 429: after wrong passwords; `Retry-After` says how many seconds to wait. */
  'paused',
  /** 403: used, expired, replaced by a newer link, or never issued. */
  'bad_link',
  /** 409: the account belongs to the OpenID provider, so it has no password here. */
  'provider_only',
  /** 422: the password is unacceptable; `message` says why. The link stays valid. */
  'bad_password',
  /** 429: too many tries from this address; `Retry-After` says how many seconds to wait. */
  'too_many_tries',
  /** 503: too many log-ins at once. */
  'busy',
  /** 403: the provider identified the person, who may not use the desk. */
  'not_admitted',
] as const;

export const DeskRefusal = Type.Object({
  error: Type.Enum(deskRefusals),
  /** An English sentence for people; the page has its own words for each `error`. */
  message: Type.String(),
  values: Coded.values,
});
export type DeskRefusal = Static<typeof DeskRefusal>;

/** Path of the page on the lobby listener. */
export const deskPage = '/desk/';

/** Why a log-in through the OpenID provider failed: after `#refused=` in the page's address. */
export type DeskReturn =
  /** It took too long at the provider, or began in another browser. */
  | 'begin_again'
  /** No role at the provider that the desk knows, no account, or a revoked one. */
  | 'not_admitted'
  | 'provider_unreachable'
  /** The provider sent the browser back without having let anyone in. */
  | 'provider_refused'
  /** What the provider sent does not hold. The service's log has a code. */
  | 'provider_failed';
