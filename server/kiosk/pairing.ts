import { createHash, randomBytes, randomUUID, randomInt } from 'node:crypto';
import { recordEvent } from '../audit/record.ts';
import { oneLine, printable } from '#base/text';
import {
  formatCode,
  type PairingRefusal,
  pairingAlphabet as alphabet,
  pairingCodeLength as length,
} from '../protocol/pairing-messages.ts';
import type { Db } from '../store/schema.ts';
import {
  claimPairingCode,
  findKiosk,
  findKioskByReaderHash,
  findKioskByTokenHash,
  insertKiosk,
  insertPairingCode,
  isPairingCodeExpired,
  listKiosks,
  putReaderToken,
  purgeExpiredPairingCodes,
  revokeKiosk,
  type KioskRow,
  type PairingCode,
} from '../store/tables/kiosks.ts';
import { readRig, type StoredRig } from './camera-rigs.ts';
import { readCameras, type StoredCameras } from './paired-camera.ts';
import { CodedError } from '../platform/operator-error.ts';

/**
 * Somebody in front of the kiosk types the code, so a short life is enough. In that time, 1,000 networks that guess at
 * the maximum rate find one of 20^8 codes once in 170,000 times. Wrong codes do not void anybody's code. Otherwise,
 * anyone in the office could keep every kiosk from being paired.
 */
const codeLifetimeMs = 15 * 60_000;
/** Expired codes are kept for a while, so that the error says "expired" instead of "wrong". */
const expiredCodesKeptMs = 24 * 60 * 60_000;
const maxNameLength = 60;

/** Turns a browser into a kiosk: a one-time code becomes a long-lived token. */
export interface KioskPairing {
  /**
   * Issues a code. It is shown once, and only its hash is stored. An earlier code for the same name becomes void.
   * @throws {PairingError} when the name is empty, too long, or taken by a paired kiosk.
   */
  newCode(kiosk: NewKiosk): Promise<PairingOffer>;
  /** Redeems a typed code. Only the token's hash is stored. */
  redeem(typed: string): Promise<Redeemed>;
  /** Issues a code that pairs a document reader beside this kiosk. @returns null when the kiosk is not paired */
  newReaderCode(kioskId: string, actor: string): Promise<PairingOffer | null>;
  /** Redeems a typed code for a reader. It replaces the reader that was paired there before. */
  redeemReader(typed: string): Promise<Redeemed>;
  /** Returns the kiosk beside the reader with this token; null when there is none or it was revoked. */
  authenticateReader(token: string | undefined): Promise<PairedKiosk | null>;
  /** Returns the kiosk with this token; null when there is none or it was revoked. */
  authenticate(token: string | undefined): Promise<PairedKiosk | null>;
}

interface PairingOffer {
  code: string;
  expiresAt: Date;
}

interface NewKiosk {
  name: string;
  /** The person who requests the code, as in the audit record; without one, the code is not recorded. */
  actor?: string;
  /** Envoy's id of the location that it serves; without this and `deviceId`, it serves every location. */
  locationId?: string | null;
  /** Envoy's id of the iPad beside it. */
  deviceId?: string | null;
}

type Redeemed =
  | { paired: true; kiosk: PairedKiosk; token: string }
  | { paired: false; refusal: Exclude<PairingRefusal['error'], 'too_many_tries'> };

export function createPairing(deps: { db: Db; now?: () => Date }): KioskPairing {
  const { db, now = () => new Date() } = deps;
  return {
    newCode: (kiosk) => newCode(db, kiosk, now()),
    redeem: (typed) => redeem(db, typed, now()),
    authenticate: (token) => authenticate(db, token),
    newReaderCode: (kioskId, actor) => newReaderCode(db, kioskId, actor, now()),
    redeemReader: (typed) => redeemReader(db, typed, now()),
    authenticateReader: async (token) => {
      const row = token && (await findKioskByReaderHash(db, hash(token)));
      return row ? pairedKiosk(row) : null;
    },
  };
}

async function newCode(
  db: Db,
  { name, locationId = null, deviceId = null, actor }: NewKiosk,
  now: Date,
): Promise<PairingOffer> {
  const kioskName = await usableName(db, name);
  return offerCode(db, { kioskName, locationId, deviceId, readerOf: null }, actor, now);
}

async function newReaderCode(
  db: Db,
  kioskId: string,
  actor: string,
  now: Date,
): Promise<PairingOffer | null> {
  const kiosk = await findKiosk(db, kioskId);
  if (!kiosk || kiosk.revokedAt) return null;
  const what = { kioskName: kiosk.name, locationId: null, deviceId: null, readerOf: kioskId };
  return offerCode(db, what, actor, now);
}

async function offerCode(
  db: Db,
  what: Omit<PairingCode, 'codeHash' | 'expiresAt'>,
  actor: string | undefined,
  now: Date,
): Promise<PairingOffer> {
  const code = newPairingCode();
  const expiresAt = new Date(now.getTime() + codeLifetimeMs);
  await purgeExpiredPairingCodes(db, new Date(now.getTime() - expiredCodesKeptMs));
  const codeHash = hash(code.replace('-', ''));
  await db.transaction().execute(async (transaction) => {
    await insertPairingCode(transaction, { codeHash, expiresAt, ...what });
    if (actor) await recordEvent(transaction, { action: 'pairing_code_made', actor });
  });
  return { code, expiresAt };
}

async function usableName(db: Db, name: string): Promise<string> {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > maxNameLength || trimmed !== oneLine(trimmed)) {
    throw new PairingError(
      'bad_name',
      `The name of a kiosk has 1 to ${maxNameLength} printable characters, for example "Lobby".`,
    );
  }
  const same = (kiosk: { name: string; revokedAt: Date | null }) =>
    !kiosk.revokedAt && kiosk.name.toLowerCase() === trimmed.toLowerCase();
  if ((await listKiosks(db)).some(same)) {
    throw new PairingError(
      'name_taken',
      printable`A kiosk named "${trimmed}" is paired already. Choose another name, or revoke that one first.`,
    );
  }
  return trimmed;
}

async function redeem(db: Db, typed: string, now: Date): Promise<Redeemed> {
  const letters = readPairingCode(typed);
  if (!letters) return { paired: false, refusal: 'malformed_code' };
  const token = randomBytes(32).toString('base64url');
  const kiosk = await db.transaction().execute(async (transaction) => {
    const code = await claimPairingCode(transaction, hash(letters), now);
    if (!code) return null;
    const { locationId, deviceId } = code;
    const fresh = { id: randomUUID(), tokenHash: hash(token), locationId, deviceId };
    // The name was free when the code was issued. When it is taken now, the code still works, with another name.
    for (let copy = 1; ; copy++) {
      const name = copy === 1 ? code.kioskName : `${code.kioskName} ${copy}`;
      const inserted = await insertKiosk(transaction, { ...fresh, name, createdAt: now });
      if (!inserted) continue;
      const { id } = fresh;
      const actor = `kiosk:${id}`;
      await recordEvent(transaction, { action: 'kiosk_paired', actor, subject: id });
      return { id, name, locationId, deviceId };
    }
  });
  if (kiosk) return { paired: true, kiosk, token };
  return { paired: false, refusal: await refusalOf(db, letters, now) };
}

async function redeemReader(db: Db, typed: string, now: Date): Promise<Redeemed> {
  const letters = readPairingCode(typed);
  if (!letters) return { paired: false, refusal: 'malformed_code' };
  const token = randomBytes(32).toString('base64url');
  const kiosk = await db.transaction().execute(async (transaction) => {
    const code = await claimPairingCode(transaction, hash(letters), now, 'reader');
    const id = code?.readerOf ?? null;
    // The kiosk may have been revoked in the meantime.
    if (id === null || !(await putReaderToken(transaction, id, hash(token)))) return null;
    const actor = `kiosk:${id}`;
    await recordEvent(transaction, { action: 'document_reader_paired', actor, subject: id });
    return findKiosk(transaction, id);
  });
  if (kiosk) return { paired: true, kiosk: pairedKiosk(kiosk), token };
  return { paired: false, refusal: await refusalOf(db, letters, now) };
}

async function refusalOf(db: Db, letters: string, now: Date) {
  const isExpired = await isPairingCodeExpired(db, hash(letters), now);
  return isExpired ? ('expired_code' as const) : ('wrong_code' as const);
}

/** Revokes a pairing: its connection closes within seconds, and its name is free again. False when not paired. */
export async function revokePairing(db: Db, id: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await revokeKiosk(transaction, id, new Date()))) return false;
    await recordEvent(transaction, { action: 'kiosk_revoked', actor, subject: id });
    return true;
  });
}

async function authenticate(db: Db, token: string | undefined): Promise<PairedKiosk | null> {
  if (!token) return null;
  const row = await findKioskByTokenHash(db, hash(token));
  if (!row) return null;
  return pairedKiosk(row);
}

/** A plain hash is enough: a token is 32 random bytes, and a code lives only for minutes. */
function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Returns a new code in its displayed form, for example `BCDF-GHJK`: one of 20^8. */
function newPairingCode(): string {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
  return formatCode(letters.join(''));
}

/** Returns the letters of a typed code; null when it cannot be a code. */
function readPairingCode(typed: string): string | null {
  const letters = typed.replace(/[\s\p{Pd}]/gu, '').toUpperCase();
  const possible = letters.length === length && [...letters].every((one) => alphabet.includes(one));
  return possible ? letters : null;
}

/** Why no pairing code was issued, in a sentence that says what to do. Nothing was changed. */
class PairingError extends CodedError<'bad_name' | 'name_taken'> {}

/** The fields that decide which sign-ins a kiosk serves. */
export type ServingKiosk = Pick<KioskRow, 'id' | 'name' | 'locationId' | 'deviceId'>;

/** A paired kiosk, without its token. A kiosk that was paired just now has no recorded cameras. */
export interface PairedKiosk extends ServingKiosk, Partial<StoredCameras> {
  rig?: StoredRig | null;
}

export function pairedKiosk(row: KioskRow): PairedKiosk {
  const { id, name, locationId, deviceId } = row;
  return { id, name, locationId, deviceId, ...readCameras(row), rig: readRig(row) };
}
