import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import { deriveKey, keyedHash } from '../keys/keyed-hash.ts';
import { keyInUse, type TemplateKey } from '../keys/keyring.ts';
import { replaceFile } from '../platform/atomic-file.ts';
import { foldEmail, foldName } from '../platform/text.ts';
import type { Claim } from './person.ts';
import type { OptOutKind } from '../store/record-schema.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  deleteOptOut,
  findOptOuts,
  insertOptOut,
  optOutKeyChecks,
} from '../store/tables/privacy.ts';
import { openTemplateKey } from '../templates/open-cipher.ts';
import { vestibule } from '../platform/operator-error.ts';

interface KeyFiles {
  /** Of a list that was made before its key was derived, or that was under another template key. */
  optOutKeyFile: string;
  templateKeyFile: string;
}

/** What of a claim is known; nothing else decides. */
type Known = Partial<Claim>;

/** The people who are never to be captured, neither at a sign-in nor to be enrolled. */
export class OptOuts {
  readonly #db: Db;
  readonly #files: KeyFiles;

  /** @param files without the key, the database does not tell who is on the list */
  constructor(db: Db, { optOutKeyFile, templateKeyFile }: KeyFiles) {
    this.#db = db;
    this.#files = { optOutKeyFile, templateKeyFile };
  }

  /** The same list, read in a transaction. */
  within(transaction: Db): Pick<OptOuts, 'has'> {
    return new OptOuts(transaction, this.#files);
  }

  /**
   * Whether someone of one of these names, e-mails or employee ids is on the list.
   * @throws {StoreError} `key_missing`, `key_wrong`: there is a list, and it cannot be read
   */
  async has(...people: readonly Known[]): Promise<boolean> {
    const hashes = hashesOf(await this.#keys(), people);
    return hashes.length > 0 && (await findOptOuts(this.#db, hashes)).length > 0;
  }

  /** Puts each thing that is known of someone on the list. Returns how many were not there yet. */
  async add(claim: Known, actor: string): Promise<number> {
    const [key = await this.#firstKey(actor)] = await this.#keys();
    const added = { addedAt: new Date(), addedBy: actor };
    return this.#db.transaction().execute(async (transaction) => {
      let count = 0;
      for (const { kind, text } of known(claim)) {
        const id = randomUUID();
        const row = { id, kind, keyCheck: checkOfOptOutKey(key), hash: hashOf(key, kind, text) };
        if (!(await insertOptOut(transaction, { ...row, ...added }))) continue;
        await recordEvent(transaction, {
          action: 'opt_out_added',
          actor,
          subject: id,
          details: { kind },
        });
        count++;
      }
      return count;
    });
  }

  /** Takes everything that is known of someone off the list. Returns how many that were. */
  async remove(claim: Known, actor: string): Promise<number> {
    const hashes = hashesOf(await this.#keys(), [claim]);
    const found = hashes.length === 0 ? [] : await findOptOuts(this.#db, hashes);
    let count = 0;
    for (const { id } of found) if (await this.removeEntry(id, actor)) count++;
    return count;
  }

  /** False when there is no such entry. */
  async removeEntry(id: string, actor: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await deleteOptOut(transaction, id))) return false;
      await recordEvent(transaction, { action: 'opt_out_removed', actor, subject: id });
      return true;
    });
  }

  /** Why the opt-out list cannot be read; null when it can. Changes nothing. */
  async fault(): Promise<StoreError | null> {
    return (await this.#find()).fault;
  }

  /** The keys of the list; none when there is no list yet. One that is not here hides whom it stands for. */
  async #keys(): Promise<Buffer[]> {
    const { keys, derived, fault } = await this.#find();
    if (derived) await this.#keep(derived);
    if (fault) throw fault;
    return keys;
  }

  /** The same at every instance that has the template key, whichever of them has the first entry. */
  async #firstKey(actor: string): Promise<Buffer> {
    const key = optOutKeyOf(await openTemplateKey(this.#db, this.#files.templateKeyFile, actor));
    await this.#keep(key);
    return key;
  }

  /** The template key may be another one some day. Where nothing can be written, it does without until then. */
  async #keep(key: Buffer): Promise<void> {
    const { optOutKeyFile } = this.#files;
    const others = await readOptOutKeys(optOutKeyFile).catch(() => []);
    if (others.some((other) => other.equals(key))) return;
    await writeOptOutKeys(optOutKeyFile, [...others, key]).catch(() => {});
  }

  /** @returns with `derived`, where a part of the list is under the key that is derived and in no file yet */
  async #find(): Promise<{ keys: Buffer[]; derived?: Buffer; fault: StoreError | null }> {
    const { optOutKeyFile, templateKeyFile } = this.#files;
    const checks = await optOutKeyChecks(this.#db);
    if (checks.length === 0) return { keys: [], fault: null };
    const inFile = await readOptOutKeys(optOutKeyFile);
    const found = new Map(inFile.map((key) => [checkOfOptOutKey(key), key]));
    const isKnown = (check: string) => found.has(check);
    let derived: Buffer | undefined;
    if (!checks.every(isKnown)) {
      const templateKey = await keyInUse(this.#db, templateKeyFile);
      const key = templateKey && optOutKeyOf(templateKey);
      if (key && checks.includes(checkOfOptOutKey(key))) derived = key;
      if (derived) found.set(checkOfOptOutKey(derived), derived);
    }
    const keys = checks.flatMap((check) => found.get(check) ?? []);
    const answer = { keys, ...(derived && { derived }) };
    if (keys.length === checks.length) return { ...answer, fault: null };
    const problem = inFile.length === 0 ? 'missing' : 'not the right one';
    const part = keys.length === 0 ? '' : ' for a part of it, which is under another key';
    const fault = new StoreError(
      inFile.length === 0 ? 'key_missing' : 'key_wrong',
      `The key of the opt-out list, ${optOutKeyFile}, is ${problem}${part}, so nobody can tell who is on the ` +
        'list. Copy it from another instance or put it back from your backup, with mode 0600; of several ' +
        'keys each has a line of its own in this file. If it is lost, empty the list with ' +
        `"${vestibule} privacy opt-out clear" and make it again.`,
    );
    return { ...answer, fault };
  }
}

/** What stands for these people on a list that was made with these keys. */
function hashesOf(keys: readonly Buffer[], people: readonly Known[]): string[] {
  const all = people.flatMap(known);
  const hashes = keys.flatMap((key) => all.map(({ kind, text }) => hashOf(key, kind, text)));
  return [...new Set(hashes)];
}

function known({ name, email, employeeId }: Known): { kind: OptOutKind; text: string }[] {
  const all: { kind: OptOutKind; text: string }[] = [
    { kind: 'name', text: foldName(name ?? '') },
    { kind: 'email', text: foldEmail(email ?? '') },
    { kind: 'employee_id', text: (employeeId ?? '').trim() },
  ];
  return all.filter(({ text }) => text !== '');
}

function hashOf(key: Buffer, kind: OptOutKind, text: string): string {
  return keyedHash(key, kind, text).toString('hex');
}

/** What the list is made with, where no key of its own was there before. */
function optOutKeyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'opt-out list');
}

const keyBytes = 32;

/** One a line; none when there is no such file. @throws {StoreError} `key_exposed`, `key_malformed` */
async function readOptOutKeys(file: string): Promise<Buffer[]> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return [];
  let text: string;
  try {
    const { mode } = await handle.stat();
    if ((mode & 0o077) !== 0) {
      throw new StoreError(
        'key_exposed',
        `The key of the opt-out list can be read by others. Run: chmod 600 ${file}`,
      );
    }
    text = await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
  const keys = keysIn(text);
  if (keys.length > 0 && keys.every(({ length }) => length === keyBytes)) return keys;
  throw new StoreError(
    'key_malformed',
    `${file} is not a key of the opt-out list. Put it back from your backup; nothing was changed.`,
  );
}

function keysIn(text: string): Buffer[] {
  const lines = text.split(/\s+/).filter((line) => line !== '');
  return lines.map((line) => Buffer.from(line, 'base64'));
}

/** So that a list of entries from elsewhere can be read as well. @param text as such a file has it */
export async function addOptOutKeys(file: string, text: string): Promise<void> {
  const present = await readOptOutKeys(file);
  const others = keysIn(text).filter((key) => !present.some((one) => one.equals(key)));
  if (others.length > 0) await writeOptOutKeys(file, [...present, ...others]);
}

/** For its owner's eyes only. */
export async function writeOptOutKeys(file: string, keys: readonly Buffer[]): Promise<void> {
  await replaceFile(file, keys.map((key) => `${key.toString('base64')}\n`).join(''));
}

/** Tells one key from another and gives nothing of it away. */
function checkOfOptOutKey(key: Buffer): string {
  return deriveKey(key, 'opt-out key check').toString('hex');
}
