import { createHmac, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import { keyInUse, optOutKeyOf } from '../keys/keyring.ts';
import { replaceFile } from '../platform/atomic-file.ts';
import { foldEmail, foldName } from '../platform/text.ts';
import type { Claim } from './person.ts';
import type { Db, OptOutKind } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  deleteOptOut,
  findOptOuts,
  insertOptOut,
  optOutKeyCheck,
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
   * Whether somebody of one of these names, e-mails or employee ids is on the list.
   * @throws {StoreError} `key_missing`, `key_wrong`: there is a list, and it cannot be read
   */
  async has(...people: readonly Known[]): Promise<boolean> {
    const key = await this.#key();
    if (!key) return false;
    const all = people.flatMap(known).map(({ kind, text }) => hashOf(key, kind, text));
    const hashes = [...new Set(all)];
    return hashes.length > 0 && (await findOptOuts(this.#db, hashes)).length > 0;
  }

  /** Puts each thing that is known of somebody on the list. Returns how many were not there yet. */
  async add(claim: Known, actor: string): Promise<number> {
    const key = (await this.#key()) ?? (await this.#firstKey(actor));
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

  /** Takes everything that is known of somebody off the list. Returns how many that were. */
  async remove(claim: Known, actor: string): Promise<number> {
    const key = await this.#key();
    if (!key) return 0;
    const hashes = known(claim).map(({ kind, text }) => hashOf(key, kind, text));
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

  /** Why it cannot be told who is on the list; null when it can. Changes nothing. */
  async fault(): Promise<StoreError | null> {
    const check = await optOutKeyCheck(this.#db);
    return check === undefined ? null : ((await this.#find(check)).fault ?? null);
  }

  /** The key of the list; undefined when there is no list yet. */
  async #key(): Promise<Buffer | undefined> {
    const check = await optOutKeyCheck(this.#db);
    if (check === undefined) return undefined;
    const { rightOne, isInFile, fault } = await this.#find(check);
    if (!rightOne) throw fault;
    if (!isInFile) await this.#keep(rightOne);
    return rightOne;
  }

  /** The same at every instance that has the template key, whichever of them has the first entry. */
  async #firstKey(actor: string): Promise<Buffer> {
    const key = optOutKeyOf(await openTemplateKey(this.#db, this.#files.templateKeyFile, actor));
    await this.#keep(key);
    return key;
  }

  /** The template key may be another one some day. Where nothing can be written, it does without until then. */
  async #keep(key: Buffer): Promise<void> {
    await writeOptOutKey(this.#files.optOutKeyFile, key).catch(() => {});
  }

  async #find(check: string) {
    const { optOutKeyFile, templateKeyFile } = this.#files;
    const inFile = await readOptOutKey(optOutKeyFile);
    if (inFile && checkOfOptOutKey(inFile) === check) return { rightOne: inFile, isInFile: true };
    const templateKey = await keyInUse(this.#db, templateKeyFile);
    const derived = templateKey && optOutKeyOf(templateKey);
    if (derived && checkOfOptOutKey(derived) === check) return { rightOne: derived };
    const problem = inFile === undefined ? 'missing' : 'not the right one';
    const fault = new StoreError(
      inFile ? 'key_wrong' : 'key_missing',
      `The key of the opt-out list, ${optOutKeyFile}, is ${problem}, so nobody can tell who is on the ` +
        'list. Copy it from another instance or put it back from your backup, with mode 0600. If it is ' +
        `lost, empty the list with "${vestibule} privacy opt-out clear" and make it again. Nothing was changed.`,
    );
    return { fault };
  }
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
  return createHmac('sha256', key)
    .update(JSON.stringify([kind, text]))
    .digest('hex');
}

const keyBytes = 32;

/** Undefined when there is no such file. @throws {StoreError} `key_exposed`, `key_malformed` */
async function readOptOutKey(file: string): Promise<Buffer | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
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
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === keyBytes) return key;
  throw new StoreError(
    'key_malformed',
    `The key of the opt-out list, ${file}, is none. Put it back from your backup; nothing was changed.`,
  );
}

/** For its owner's eyes only. */
export async function writeOptOutKey(file: string, key: Buffer): Promise<void> {
  await replaceFile(file, `${key.toString('base64')}\n`);
}

/** Tells one key from another and gives nothing of it away. */
function checkOfOptOutKey(key: Buffer): string {
  return createHmac('sha256', key).update('vestibule opt-out key check').digest('hex');
}
