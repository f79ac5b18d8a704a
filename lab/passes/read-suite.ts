import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import {
  CardParts,
  readCardList,
  readKeySet,
  signingKeys,
  type Issuer,
  type Revocations,
} from '#health-pass';
import { recognisePresented } from '#health-pass/presented';
import {
  insideCard,
  insideCertificate,
  ofCertificate,
  type Inside,
} from '#health-pass/lab/look-inside.ts';
import type { CodeReader } from '#server/credentials/codes/code-reader.ts';

/** One certificate or card of a published folder. */
export interface SuitePass {
  name: string;
  inside: Inside;
  /**
   * The publisher's expectation. `either`: only the schema is broken, or nothing is said. `unread`: the picture was not
   * read, so the contents are unknown.
   */
  expected: 'accept' | 'refuse' | 'either' | 'unread';
  /** The pass's codes in the order in which a visitor shows them. */
  codes: readonly string[];
  clock: Date;
  /** The day of the sign-in: `2021-05-14`. */
  today: string;
  /** The issuers that are trusted in this test. */
  issuers: readonly Issuer[];
  /** The pass's picture, with the text that must be read; null: the picture has no code. */
  picture: { png: Buffer; text: string | null } | null;
}

/** Reads all passes below a folder: certificates of `dgc-testdata`, and SMART Health Cards in any form. */
export async function readSuite(root: string, codes: CodeReader): Promise<SuitePass[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort();
  const passes: SuitePass[] = [];
  const keySets: KeySet[] = [];
  const lists: Revocations[] = [];
  const cards = new Map<string, string[]>();
  for (const file of files) {
    const name = path.relative(root, file);
    if (name.endsWith('.json')) {
      const json = parse(await readFile(file, 'utf8'));
      if (isCertificate(json)) passes.push(await certificatePass(name, json));
      else if (isKeySet(json)) keySets.push(json);
      else if (isObject(json) && Array.isArray(json['rids'])) lists.push(await readCardList(json));
      continue;
    }
    const texts = await textsIn(file, codes);
    if (texts.length === 0 && !isPicture(file)) continue;
    // `…-0`, `…-1` and so on are the codes of one card.
    const card = name.replace(/-\d+(?=\.\w+$)/, '');
    cards.set(card, [...(cards.get(card) ?? []), ...texts]);
  }
  for (const [name, texts] of cards) passes.push(await cardPass(name, texts, { keySets, lists }));
  return passes;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

interface KeySet {
  keys: unknown[];
}

function isKeySet(json: unknown): json is KeySet {
  return isObject(json) && Array.isArray(json['keys']);
}

interface CertificateFile {
  PREFIX: string;
  '2DCODE'?: string;
  JSON?: Record<string, unknown>;
  TESTCTX: { CERTIFICATE?: string; VALIDATIONCLOCK?: string };
  EXPECTEDRESULTS: Record<string, boolean>;
}

function isCertificate(json: unknown): json is CertificateFile {
  return isObject(json) && typeof json['PREFIX'] === 'string' && isObject(json['EXPECTEDRESULTS']);
}

/** A broken schema alone holds nobody. Unreadable pictures are tested separately. */
const notHeldAgainstIt = ['EXPECTEDSCHEMAVALIDATION', 'EXPECTEDPICTUREDECODE'];

async function certificatePass(name: string, file: CertificateFile): Promise<SuitePass> {
  const { PREFIX: text, TESTCTX: context, EXPECTEDRESULTS: results } = file;
  const seen = insideCertificate(text);
  const inside = seen.kind === 'unreadable' ? ofCertificate(file.JSON ?? {}) : seen;
  const wrong = Object.keys(results).filter((what) => results[what] === false);
  const isRefused = wrong.some((what) => !notHeldAgainstIt.includes(what));
  const isOdd = wrong.includes('EXPECTEDSCHEMAVALIDATION');
  const accepted = isOdd ? 'either' : 'accept';
  const clock = clockOf(file, inside);
  const png = file['2DCODE'];
  return {
    name,
    inside,
    expected: isRefused || inside.kind !== 'vaccination' ? 'refuse' : accepted,
    codes: [text],
    ...clock,
    issuers: await signersOf(context.CERTIFICATE, inside.issuer),
    picture:
      png === undefined ? null : { png: Buffer.from(png, 'base64'), text: readPicture(file) },
  };
}

function readPicture({ PREFIX, EXPECTEDRESULTS }: CertificateFile): string | null {
  return EXPECTEDRESULTS['EXPECTEDPICTUREDECODE'] === false ? null : PREFIX;
}

/** Without a claim about expiry, the clock shows when the file was made. */
function clockOf({ TESTCTX, EXPECTEDRESULTS }: CertificateFile, { issuedAt }: Inside) {
  const text = TESTCTX.VALIDATIONCLOCK ?? new Date().toISOString();
  const clock = new Date(withZone(text));
  const isSaid = 'EXPECTEDEXPIRATIONCHECK' in EXPECTEDRESULTS;
  if (isSaid || issuedAt === null || issuedAt < clock) return { clock, today: text.slice(0, 10) };
  return { clock: issuedAt, today: issuedAt.toISOString().slice(0, 10) };
}

function withZone(clock: string): string {
  return /(Z|[+-]\d\d:?\d\d)$/.test(clock) ? clock : `${clock}Z`;
}

/** Returns the signer as its country would publish it. */
async function signersOf(certificate: string | undefined, named: string): Promise<Issuer[]> {
  try {
    const der = Buffer.from(certificate ?? '', 'base64');
    const { subject, issuer } = new X509Certificate(der);
    const [, country] = /^(?:C=)?([A-Z]{2})$/m.exec(`${subject}\n${issuer}\n${named}`) ?? [];
    return [{ kind: 'dcc', issuer: country ?? 'XX', keys: await signingKeys([der]) }];
  } catch {
    // Some test certificates are unusable on purpose.
    return [];
  }
}

function isPicture(file: string): boolean {
  return /\.(svg|png|jpe?g)$/i.test(file);
}

/** Returns the codes in a file, as text or as a picture. */
async function textsIn(file: string, codes: CodeReader): Promise<string[]> {
  if (isPicture(file)) return [...(await codesIn(await readFile(file), codes))];
  if (!/\.(txt|smart-health-card)$/i.test(file)) return [];
  const text = await readFile(file, 'utf8');
  return recognisePresented(text) ? [text] : [];
}

/** Reads a picture as a kiosk would send it: a JPEG of limited size, with a margin. */
export async function codesIn(picture: Buffer, codes: CodeReader): Promise<readonly string[]> {
  const white = '#ffffff';
  const frame = sharp(picture)
    .flatten({ background: white })
    .resize({ width: 900, height: 900, fit: 'inside' })
    .extend({ top: 30, bottom: 30, left: 30, right: 30, background: white });
  const jpeg = await frame
    .jpeg({ quality: 90 })
    .toBuffer()
    .catch(() => null);
  // An unreadable picture contains no code.
  return jpeg ? codes.read(jpeg) : [];
}

async function cardPass(
  name: string,
  codes: readonly string[],
  { keySets, lists }: { keySets: readonly KeySet[]; lists: readonly Revocations[] },
): Promise<SuitePass> {
  const [jws = ''] = codes.flatMap(cardsOf(new CardParts()));
  const inside = insideCard(jws);
  const keys = keySets.flatMap((keySet) => keySet.keys);
  const issuers = await issuersOf(inside.issuer, { keys }, lists);
  const isGood = inside.kind === 'vaccination' && !isListed(inside, lists);
  const judged = isGood ? 'accept' : 'refuse';
  const expected = isPicture(name) && inside.kind === 'unreadable' ? 'unread' : judged;
  const clock = new Date();
  const today = clock.toISOString().slice(0, 10);
  return { name, inside, expected, codes, clock, today, issuers, picture: null };
}

/** The folder's keys count as the keys of every issuer of its cards. */
async function issuersOf(
  issuer: string,
  keySet: KeySet,
  revocations: readonly Revocations[],
): Promise<Issuer[]> {
  try {
    return [{ ...(await readKeySet(issuer, keySet)), revocations }];
  } catch {
    // Some test keys are unusable on purpose.
    return [];
  }
}

/** Whether a revocation list of the folder contains the card. */
function isListed({ rid, issuedAt }: Inside, lists: readonly Revocations[]): boolean {
  return lists.some(({ revoked }) =>
    revoked.some(
      ({ identifier, issuedBefore: before }) =>
        identifier === rid && (before === null || (issuedAt?.getTime() ?? 0) / 1000 < before),
    ),
  );
}

function cardsOf(parts: CardParts) {
  return (code: string): readonly string[] => {
    const presentedCode = recognisePresented(code);
    if (presentedCode?.kind === 'cards') return presentedCode.cards;
    if (presentedCode?.kind !== 'chunks') return [];
    return presentedCode.chunks.flatMap((chunk) => parts.add(chunk) ?? []);
  };
}
