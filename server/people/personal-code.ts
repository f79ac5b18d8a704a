import { randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { recordEvent } from '../audit/record.ts';
import type { Db } from '../store/schema.ts';
import {
  deletePersonalCode,
  findPersonalCode,
  putPersonalCode,
  takeStep,
} from '../store/tables/personal-codes.ts';
import type { TemplateCipher } from '../templates/cipher.ts';

// RFC 6238, with the defaults of every authenticator app.
const algorithm = 'SHA1';
const digits = 6;
const period = 30;
/** RFC 4226, 4: 160 bits. */
const secretBytes = 20;
/** Number of steps by which a phone's clock may be wrong, in either direction. */
export const drift = 1;
/** Maximum length of the names in the app, because longer ones make the QR code hard to scan. */
const maxNameLength = 60;

const isCode = new RegExp(`^[0-9]{${digits}}$`);

/** Returns the number of the time step that contains a moment. */
export function stepAt(time: number): number {
  return Math.floor(time / 1000 / period);
}

/**
 * Returns the time step of a code; null when the code belongs to no step in the allowed range.
 * @param time milliseconds since 1970
 */
export function stepOfCode(secret: Uint8Array, code: string, time: number): number | null {
  // The library throws for digits of other scripts.
  if (!isCode.test(code)) return null;
  const buffer = Uint8Array.from(secret).buffer;
  const totp = new TOTP({ algorithm, digits, period, secret: new Secret({ buffer }) });
  // Compares in constant time.
  const delta = totp.validate({ token: code, timestamp: time, window: drift });
  return delta === null ? null : stepAt(time) + delta;
}

/** A new secret. It becomes valid when one correct code has been typed, and it is stored. */
export interface NewPersonalCode {
  secret: Uint8Array;
  /** The text of the QR code for the authenticator app. */
  uri: string;
}

/**
 * @param issuer the office, as the app shows it
 * @param label the person, as the app shows it
 */
export function newPersonalCode(issuer: string, label: string): NewPersonalCode {
  const secret = randomBytes(secretBytes);
  const { buffer } = Uint8Array.from(secret);
  const names = { issuer: inApp(issuer), label: inApp(label) };
  const totp = new TOTP({ algorithm, digits, period, ...names, secret: new Secret({ buffer }) });
  return { secret, uri: totp.toString() };
}

/** Removes colons, because a colon separates the two names in the URI. */
function inApp(name: string): string {
  return [...name.replaceAll(':', ' ').trim()].slice(0, maxNameLength).join('');
}

/** @param transaction the one that stores the person, in which the cipher is up to date */
export async function storePersonalCode(
  transaction: Db,
  cipher: Pick<TemplateCipher, 'sealSecret'>,
  code: { personId: string; secret: Uint8Array; usedStep: number; actor: string },
): Promise<void> {
  const { personId, usedStep, actor } = code;
  const owner = { personId, codeId: randomUUID() };
  const secret = cipher.sealSecret(code.secret, owner);
  await putPersonalCode(transaction, { ...owner, secret, usedStep, setUpAt: new Date() });
  await recordEvent(transaction, { action: 'personal_code_set_up', actor, subject: personId });
}

/** @returns false, without a change, when the person has no code */
export async function resetPersonalCode(db: Db, personId: string, actor: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    if (!(await deletePersonalCode(transaction, personId))) return false;
    await recordEvent(transaction, { action: 'personal_code_reset', actor, subject: personId });
    return true;
  });
}

export type CodeVerdict =
  | { state: 'correct'; codeId: string }
  | { state: 'wrong' }
  /** It was accepted before, or one after it was. */
  | { state: 'used' }
  | { state: 'not_set_up' };

/** Judges a typed code. This uses up a correct code, whatever the result of the sign-in. */
export async function judgeCode(
  db: Db,
  cipher: Pick<TemplateCipher, 'expectKeyOf' | 'openSecret'>,
  { personId, code, time }: { personId: string; code: string; time: number },
): Promise<CodeVerdict> {
  const judging = db.transaction().setIsolationLevel('read committed');
  return judging.execute(async (transaction) => {
    await cipher.expectKeyOf(transaction);
    const row = await findPersonalCode(transaction, personId);
    if (!row) return { state: 'not_set_up' };
    const step = stepOfCode(cipher.openSecret(row.secret, row), code, time);
    if (step === null) return { state: 'wrong' };
    if (!(await takeStep(transaction, row, step))) return { state: 'used' };
    return { state: 'correct', codeId: row.codeId };
  });
}
