import { createHmac, randomUUID, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { recordEvent } from '../audit/record.ts';
import { createFile } from '../platform/atomic-file.ts';
import { foldEmail, foldName } from '../platform/folding.ts';
import type { Claim } from './person.ts';
import type { Db, OptOutKind } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import {
  deleteOptOut,
  findOptOuts,
  insertOptOut,
  optOutKeyCheck,
} from '../store/tables/opt-outs.ts';
import { vestibule } from '../platform/command-name.ts';

/** What of a claim is known; nothing else decides. */
type Known = Partial<Claim>;

/** The people who are never to be captured, neither at a sign-in nor to be enrolled. */
export class OptOuts {
  readonly #db: Db;
  readonly #keyFile: string;

  /** @param keyFile made with the first entry; without it, the database does not tell who is on the list */
  constructor(db: Db, keyFile: string) {
    this.#db = db;
    this.#keyFile = keyFile;
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
    const key = (await this.#key()) ?? (await createOptOutKey(this.#keyFile));
    const added = { added_at: new Date().toISOString(), added_by: actor };
    return this.#db.transaction().execute(async (transaction) => {
      let count = 0;
      for (const { kind, text } of known(claim)) {
        const id = randomUUID();
        const row = { id, kind, key_check: checkOfOptOutKey(key), hash: hashOf(key, kind, text) };
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

  /** The key of the list; undefined when there is no list yet and no key. */
  async #key(): Promise<Buffer | undefined> {
    const check = await optOutKeyCheck(this.#db);
    const key = await readOptOutKey(this.#keyFile);
    if (check === undefined) return key;
    const problem = key === undefined ? 'missing' : 'not the right one';
    if (key && checkOfOptOutKey(key) === check) return key;
    throw new StoreError(
      key ? 'key_wrong' : 'key_missing',
      `The key of the opt-out list, ${this.#keyFile}, is ${problem}, so nobody can tell who is on ` +
        'the list. Put it back from your backup, with mode 0600. If it is lost, empty the list ' +
        `with "${vestibule} privacy opt-out clear" and make it anew. Nothing was changed.`,
    );
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

/** Makes one, for its owner's eyes only, unless another process did in the meantime. */
export async function createOptOutKey(file: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  try {
    await createFile(file, `${key.toString('base64')}\n`);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readOptOutKey(file)) ?? key;
  }
}

/** Tells one key from another and gives nothing of it away. */
function checkOfOptOutKey(key: Buffer): string {
  return createHmac('sha256', key).update('vestibule opt-out key check').digest('hex');
}
