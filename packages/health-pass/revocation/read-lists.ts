import { setImmediate as otherEvents } from 'node:timers/promises';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { IssuerError } from '../issuers/issuer-error.ts';
import type { Revocations, RevokedCredential } from '../trust.ts';
import { hashMark, identifierMark } from './marks.ts';

/** An issuer's list of cards under one key, published at `<issuer>/.well-known/crl/<kid>.json`. */
const cardList = Compile(
  Type.Object({
    kid: Type.String({ pattern: '^[\\w-]{1,128}$' }),
    method: Type.String(),
    // Some issuers publish numbers as text, and identifiers of digits as numbers.
    ctr: Type.Union([
      Type.Integer({ minimum: 0 }),
      Type.String({ pattern: '^\\s*\\d{1,15}\\s*$' }),
    ]),
    rids: Type.Array(Type.Union([Type.String(), Type.Integer({ minimum: 0 })])),
  }),
);

/** Entries after which other events get their turn. */
export const entriesPerTurn = 2000;

/**
 * Reads a list of revoked SMART Health Cards: `rid`, or `rid.time` for cards issued before that time.
 *
 * @throws {IssuerError}
 */
export async function readCardList(list: unknown): Promise<Revocations> {
  if (!cardList.Check(list)) {
    throw new IssuerError(
      'list_unusable',
      'The file is no list of revoked cards: it has to look like {"kid": "…", "method": "rid", "ctr": 1, "rids": [...]}.',
    );
  }
  const { kid, method, ctr, rids } = list;
  if (method.trim().toLowerCase() !== 'rid') {
    throw new IssuerError(
      'list_unusable',
      `The list of revoked cards is of the method "${method}", not "rid".`,
    );
  }
  const revoked: RevokedCredential[] = [];
  for (const [index, entry] of rids.entries()) {
    if (index % entriesPerTurn === 0) await otherEvents();
    const one = readRid(String(entry));
    if (one) revoked.push(one);
  }
  return { kid, counter: Number(ctr), revoked, skipped: rids.length - revoked.length };
}

function readRid(entry: string): RevokedCredential | null {
  const [, identifier, before] = /^([\w-]{1,64})(?:\.(\d{1,15}(?:\.\d{1,6})?))?$/.exec(entry) ?? [];
  if (identifier === undefined) return null;
  return { identifier, issuedBefore: before === undefined ? null : Number(before) };
}

/** SHA-256 in hex, or its first half, as in EU lists. */
const hexHash = /^(?:[0-9a-f]{64}|[0-9a-f]{32})$/i;
/** The same in base64. */
const base64Hash = /^(?:[\w+/-]{43}=|[\w+/-]{22}==)$/;
/** An identifier of a certificate. Some countries omit the prefix, or add spaces. */
const uvci = /^[A-Za-z0-9:/#. _-]{4,100}$/;

/**
 * Reads a list of revoked EU certificates: an identifier (UVCI) or a hash on each line. Skips empty lines, and lines
 * that begin with `#`.
 *
 * @throws {IssuerError} that names the first line that is neither
 */
export function* readCertificateList(text: string): Generator<RevokedCredential> {
  let number = 0;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    number++;
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    yield { identifier: markOf(entry, number), issuedBefore: null };
  }
}

function markOf(entry: string, line: number): string {
  if (hexHash.test(entry)) return hashMark(entry);
  if (base64Hash.test(entry)) return hashMark(Buffer.from(entry, 'base64').toString('hex'));
  if (uvci.test(entry)) return identifierMark(entry);
  throw new IssuerError(
    'file_of_another_format',
    `Line ${line} is neither an identifier of a certificate (URN:UVCI:…) nor a SHA-256 hash (32 or 64 hex digits, or base64). Write one of them a line.`,
  );
}
