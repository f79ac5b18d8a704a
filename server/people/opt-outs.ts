import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import { deriveKey, keyedHash } from '../keys/keyed-hash.ts';
import { keyInUse, type TemplateKey } from '../keys/keyring.ts';
import { replaceFile } from '#base/files';
import { foldEmail, foldName } from '#base/text';
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
  /** Keys of lists that predate the derived key, or that used another template key. */
  optOutKeyFile: string;
  templateKeyFile: string;
}

/** The known parts of a claim; nothing else decides. */
type Known = Partial<Claim>;

/** The people whom no camera may capture, neither for a sign-in nor for an enrolment. */
export class OptOuts {
  readonly #db: Db;
  readonly #files: KeyFiles;

  /** @param files key files, without which the database does not reveal who is on the list */
  constructor(db: Db, { optOutKeyFile, templateKeyFile }: KeyFiles) {
    this.#db = db;
    this.#files = { optOutKeyFile, templateKeyFile };
  }

  /** The same list, read inside a transaction. */
  within(transaction: Db): Pick<OptOuts, 'has'> {
    return new OptOuts(transaction, this.#files);
  }

  /**
   * Whether a person with one of these names, e-mails or employee ids is on the list.
   * @throws {StoreError} `key_missing`, `key_wrong`: a list exists, but cannot be read
   */
  async has(...people: readonly Known[]): Promise<boolean> {
    const hashes = hashesOf(await this.#keys(), people);
    return hashes.length > 0 && (await findOptOuts(this.#db, hashes)).length > 0;
  }

  /** Adds every known detail of a person to the list. Returns the number of new entries. */
  async add(claim: Known, actor: string): Promise<number> {
    const [key = await this.#firstKey(actor)] = await this.#keys();
    const added = { addedAt: new Date(), addedBy: actor };
    return this.#db.transaction().execute(async (transaction) => {
      let count = 0;
      for (const { kind, text } of listKnown(claim)) {
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

  /** Removes every known detail of a person from the list. Returns the number of removed entries. */
  async remove(claim: Known, actor: string): Promise<number> {
    const hashes = hashesOf(await this.#keys(), [claim]);
    const found = hashes.length === 0 ? [] : await findOptOuts(this.#db, hashes);
    let count = 0;
    for (const { id } of found) if (await this.removeEntry(id, actor)) count++;
    return count;
  }

  /** Removes an entry. False when there is no such entry. */
  async removeEntry(id: string, actor: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await deleteOptOut(transaction, id))) return false;
      await recordEvent(transaction, { action: 'opt_out_removed', actor, subject: id });
      return true;
    });
  }

  /** Returns why the opt-out list cannot be read; null when it can. Changes nothing. */
  async fault(): Promise<StoreError | null> {
    return (await this.#find()).fault;
  }

  /** Returns the list's keys; empty without a list. @throws when a key is missing, because it hides some entries */
  async #keys(): Promise<Buffer[]> {
    const { keys, derived, fault } = await this.#find();
    if (derived) await this.#keep(derived);
    if (fault) throw fault;
    return keys;
  }

  /** Derives the first key from the template key, so that every instance gets the same one. */
  async #firstKey(actor: string): Promise<Buffer> {
    const key = optOutKeyOf(await openTemplateKey(this.#db, this.#files.templateKeyFile, actor));
    await this.#keep(key);
    return key;
  }

  /** Writes a derived key to the file, because the template key may change later. Ignores write errors until then. */
  async #keep(key: Buffer): Promise<void> {
    const { optOutKeyFile } = this.#files;
    const others = await readOptOutKeys(optOutKeyFile).catch(() => []);
    if (others.some((other) => other.equals(key))) return;
    await writeOptOutKeys(optOutKeyFile, [...others, key]).catch(() => {});
  }

  /** @returns `derived`: a derived key that part of the list uses and that no file contains yet */
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

/** Returns the hashes by which a list with these keys contains these people. */
function hashesOf(keys: readonly Buffer[], people: readonly Known[]): string[] {
  const all = people.flatMap(listKnown);
  const hashes = keys.flatMap((key) => all.map(({ kind, text }) => hashOf(key, kind, text)));
  return [...new Set(hashes)];
}

function listKnown({ name, email, employeeId }: Known): { kind: OptOutKind; text: string }[] {
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

/** Derives the list's key. Older lists have their own key. */
function optOutKeyOf({ encryption }: TemplateKey): Buffer {
  return deriveKey(encryption, 'opt-out list');
}

const keyBytes = 32;

/** Reads one key a line; empty without a file. @throws {StoreError} `key_exposed`, `key_malformed` */
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

/** Adds keys from elsewhere, so that their entries can be read too. @param text in the form of such a file */
export async function addOptOutKeys(file: string, text: string): Promise<void> {
  const present = await readOptOutKeys(file);
  const others = keysIn(text).filter((key) => !present.some((one) => one.equals(key)));
  if (others.length > 0) await writeOptOutKeys(file, [...present, ...others]);
}

/** Writes the file, readable only for its owner. */
export async function writeOptOutKeys(file: string, keys: readonly Buffer[]): Promise<void> {
  await replaceFile(file, keys.map((key) => `${key.toString('base64')}\n`).join(''));
}

/** Identifies a key without revealing it. */
function checkOfOptOutKey(key: Buffer): string {
  return deriveKey(key, 'opt-out key check').toString('hex');
}
