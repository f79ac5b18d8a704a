import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { recordEvent } from '../../../audit/record.ts';
import { systemClock, type Clock } from '../../../platform/clock.ts';
import type {
  AddPasskeyRequest,
  PasskeyLoginRequest,
} from '../../../protocol/desk-account-messages.ts';
import type { Db } from '../../../store/schema.ts';
import {
  findDeskAccount,
  type DeskAccountRow,
  findDeskPasskey,
  insertDeskPasskey,
  listDeskPasskeys,
  noteDeskPasskeyUse,
} from '../../../store/tables/desk-accounts.ts';
import { isOfProvider } from '../accounts.ts';
import { beginSession } from '../log-in.ts';
import { isSecure, type DeskSessions } from '../sessions.ts';

/** The page's name and origin in a browser: a passkey belongs to the name, and is proven for the origin. */
export interface RelyingParty {
  /** A DNS name. */
  id: string;
  origin: string;
}

/** Null where there are no passkeys: without TLS, or at an IP address, which is no valid RP ID. */
export function relyingPartyOf(request: FastifyRequest): RelyingParty | null {
  if (!isSecure(request)) return null;
  const { hostname, origin } = new URL(`https://${request.headers.host ?? ''}`);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { id: hostname, origin } : null;
}

/** Loaded with the first passkey: it would take a third of every start. */
const loadWebauthn = () => import('@simplewebauthn/server');
const loadHelpers = () => import('@simplewebauthn/server/helpers');

const challengeForMs = 5 * 60_000;
const maxChallenges = 500;
export const maxPasskeys = 10;

/** Passkeys of the desk's accounts: an authenticator that checks its user, instead of the password. */
export class Passkeys {
  readonly #db: Db;
  readonly #sessions: DeskSessions;
  readonly #clock: Clock;
  /** What was given out, and for what: `login`, or the session that adds one. Each counts once. */
  readonly #challenges = new Map<string, { use: string; until: number }>();

  constructor({ db, sessions, clock = systemClock }: PasskeysDeps) {
    this.#db = db;
    this.#sessions = sessions;
    this.#clock = clock;
  }

  /** For `navigator.credentials.create`. */
  async addOptions(party: RelyingParty, account: DeskAccountRow, sessionId: string) {
    const present = await listDeskPasskeys(this.#db, account.id);
    const { generateRegistrationOptions } = await loadWebauthn();
    const options = await generateRegistrationOptions({
      rpName: 'Vestibule',
      rpID: party.id,
      userName: account.login,
      userDisplayName: account.name,
      userID: new TextEncoder().encode(account.id),
      excludeCredentials: present.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports,
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    this.#remember(options.challenge, sessionId);
    return options;
  }

  /** False when it is not proven, or of no use. */
  async add(
    party: RelyingParty,
    { accountId, sessionId }: { accountId: string; sessionId: string },
    body: AddPasskeyRequest,
  ): Promise<boolean> {
    const { transports = [], ...response } = body.response;
    if (await claimsMaker(response.attestationObject)) return false;
    const { verifyRegistrationResponse } = await loadWebauthn();
    const result = await verifyRegistrationResponse({
      response: { ...body, response, clientExtensionResults: {} },
      expectedChallenge: (challenge) => this.#take(challenge, sessionId),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }).catch(() => null);
    if (!result?.verified) return false;
    const { id, publicKey, counter } = result.registrationInfo.credential;
    const createdAt = this.#clock.now();
    return this.#db.transaction().execute(async (transaction) => {
      const account = await findDeskAccount(transaction, accountId);
      if (!account || isOfProvider(account)) return false;
      const present = await listDeskPasskeys(transaction, accountId);
      if (present.length >= maxPasskeys) return false;
      const passkey = { credentialId: id, accountId, publicKey, counter, transports, createdAt };
      if (!(await insertDeskPasskey(transaction, passkey))) return false;
      const event = { action: 'desk_passkey_added', actor: `desk:${accountId}` } as const;
      await recordEvent(transaction, { ...event, subject: accountId });
      return true;
    });
  }

  /** For `navigator.credentials.get`. Names no account: the authenticator knows its own. */
  async logInOptions(party: RelyingParty) {
    const { generateAuthenticationOptions } = await loadWebauthn();
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      userVerification: 'required',
    });
    this.#remember(options.challenge, 'login');
    return options;
  }

  /** The token of a new session, or null. */
  async logIn(
    party: RelyingParty,
    body: PasskeyLoginRequest,
  ): Promise<{ token: string; account: DeskAccountRow } | null> {
    const passkey = await findDeskPasskey(this.#db, body.id);
    if (!passkey) return null;
    const { userHandle, ...response } = body.response;
    const { isoBase64URL } = await loadHelpers();
    if (userHandle && isoBase64URL.toUTF8String(userHandle) !== passkey.accountId) return null;
    const { verifyAuthenticationResponse } = await loadWebauthn();
    const result = await verifyAuthenticationResponse({
      response: { ...body, response, clientExtensionResults: {} },
      expectedChallenge: (challenge) => this.#take(challenge, 'login'),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { ...passkey, id: passkey.credentialId },
      requireUserVerification: true,
    }).catch(() => null);
    if (!result?.verified) return null;
    const { newCounter } = result.authenticationInfo;
    return this.#db.transaction().execute(async (transaction) => {
      const account = await findDeskAccount(transaction, passkey.accountId);
      if (!account || account.revokedAt || isOfProvider(account)) return null;
      const now = this.#clock.now();
      if (!(await noteDeskPasskeyUse(transaction, passkey, newCounter, now))) return null;
      const token = await beginSession(transaction, this.#sessions, account.id, 'passkey');
      return { token, account };
    });
  }

  #remember(challenge: string, use: string): void {
    const now = this.#clock.now().getTime();
    for (const [old, { until }] of this.#challenges) {
      if (until > now && this.#challenges.size < maxChallenges) break;
      this.#challenges.delete(old);
    }
    this.#challenges.set(challenge, { use, until: now + challengeForMs });
  }

  #take(challenge: string, use: string): boolean {
    const found = this.#challenges.get(challenge);
    if (found?.use !== use) return false;
    this.#challenges.delete(challenge);
    return found.until > this.#clock.now().getTime();
  }
}

export interface PasskeysDeps {
  db: Db;
  sessions: DeskSessions;
  clock?: Clock;
}

/**
 * Whether its maker's certificates are in it, which no one asked for: their addresses would be asked
 * whether they were revoked. Also where it cannot be read.
 */
async function claimsMaker(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await loadHelpers();
  try {
    const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
    const isPlain = decoded.get('fmt') === 'none' || decoded.get('fmt') === 'packed';
    return !isPlain || decoded.get('attStmt').get('x5c') !== undefined;
  } catch {
    return true;
  }
}
