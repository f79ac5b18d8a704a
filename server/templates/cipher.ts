import { TemplateTransform } from '#face';
import { sql, type QueryResult, type RawBuilder } from 'kysely';
import { deriveKey } from '../keys/keyed-hash.ts';
import type { SealedColumn, CiphertextRow } from '#database';
import { checkOf, isKeyOf, keyWrong, type TemplateKey } from '../keys/keyring.ts';
import { recordStates, sealPeople, type RecordState } from '../keys/person-seal.ts';
import { openBytes, sealBytes } from '../keys/sealed-bytes.ts';
import { openSecret, sealSecret, type SecretOwner } from '../keys/sealed-secret.ts';
import type { Db } from '../store/schema.ts';
import { StoreError } from '../store/store-error.ts';
import { templateKeyCheck } from '../store/tables/templates.ts';

interface HeldKey extends TemplateKey {
  /** Identifies the transform in associated data. */
  transformId: string;
}

/**
 * Protects templates: applies the installation's secret transform, then encrypts. The owner, the model and the
 * transform are authenticated with the template. So a template that is moved to another person, model or installation
 * does not decrypt.
 */
export class TemplateCipher {
  readonly #key: HeldKey;
  readonly #keyFile: string;
  readonly #transforms = new Map<string, TemplateTransform>();

  /** @param keyFile the key's file, for messages */
  constructor(key: TemplateKey, keyFile: string) {
    this.#key = { ...key, transformId: checkOf(key).transform.toString('hex') };
    this.#keyFile = keyFile;
  }

  /**
   * Checks that the database's templates use this key, because another instance may have rotated it at its start. Call
   * this in every transaction that reads or writes ciphertexts, before doing so.
   * @throws {StoreError} `key_wrong`
   */
  async expectKeyOf(db: Db): Promise<void> {
    const check = await templateKeyCheck(db);
    if (!check || !isKeyOf(this.#key, check)) throw keyWrong(this.#keyFile);
  }

  /** Returns the transform of the stored templates of this model. Its first use takes some 20 ms. */
  transformOf(model: string, dimension: number): TemplateTransform {
    const name = `${dimension} ${model}`;
    let transform = this.#transforms.get(name);
    if (!transform) {
      const { transformId, transform: secret } = this.#key;
      const key = deriveKey(secret, 'template transform', model, dimension);
      transform = new TemplateTransform(transformId, key, dimension);
      this.#transforms.set(name, transform);
    }
    return transform;
  }

  encrypt(template: Float32Array, ownerId: string, model: string): Buffer {
    const transform = this.transformOf(model, template.length);
    return this.encryptTransformed(transform.apply(template), ownerId, model);
  }

  /** @throws {StoreError} `template_damaged` */
  decrypt(ciphertext: Buffer, ownerId: string, model: string): Float32Array {
    const template = this.decryptTransformed(ciphertext, ownerId, model);
    return this.transformOf(model, template.length).invert(template);
  }

  /** Encrypts a template that is already transformed. */
  encryptTransformed(template: Float32Array, ownerId: string, model: string): Buffer {
    return sealTemplate(template, this.#key, associatedData(this.#key, ownerId, model));
  }

  /** Decrypts a template for comparison: it stays transformed. @throws {StoreError} `template_damaged` */
  decryptTransformed(ciphertext: Buffer, ownerId: string, model: string): Float32Array {
    try {
      return openTemplate(ciphertext, this.#key, associatedData(this.#key, ownerId, model));
    } catch (error) {
      throw new StoreError(
        'template_damaged',
        `A stored template of person ${ownerId} does not decrypt: it was altered or damaged. ` +
          'Restore the database from a backup, or remove this person and enrol them again.',
        { cause: error },
      );
    }
  }

  /** See keys/person-seal.ts. @param db a transaction in which `expectKeyOf` has passed */
  async sealPeople(db: Db, personIds: readonly string[]): Promise<void> {
    await sealPeople(db, this.#key, personIds);
  }

  /** Returns the people whose record was changed by something else. @param db as for `sealPeople` */
  async alteredPeople(db: Db, personIds: readonly string[]): Promise<Set<string>> {
    const states = await this.recordStates(db, personIds);
    return new Set([...states].flatMap(([id, { isAltered }]) => (isAltered ? [id] : [])));
  }

  /** Returns the state of these people's records. @param db as for `sealPeople` */
  recordStates(db: Db, personIds: readonly string[]): Promise<Map<string, RecordState>> {
    return recordStates(db, this.#key, personIds);
  }

  /** Seals an authenticator app's secret. @param owner required to open it again */
  sealSecret(secret: Uint8Array, owner: SecretOwner): Buffer {
    return sealSecret(this.#key, secret, owner);
  }

  /** @throws {StoreError} `secret_damaged` */
  openSecret(sealed: Buffer, owner: SecretOwner): Buffer {
    try {
      return openSecret(this.#key, sealed, owner);
    } catch (error) {
      throw new StoreError(
        'secret_damaged',
        'A stored secret does not decrypt: it was altered or damaged. Restore the database from a backup, ' +
          'or reset the personal code of this person, ' +
          'or remove the master list and import it again.',
        { cause: error },
      );
    }
  }
}

function associatedData({ transformId }: HeldKey, ownerId: string, model: string): string {
  return `${ownerId}\n${model}\n${transformId}`;
}

/**
 * Encrypts the little-endian floats of a template. The header is the version of the key (1 byte); see
 * keys/sealed-bytes.ts.
 */
function sealTemplate(template: Float32Array, key: HeldKey, associated: string): Buffer {
  const plain = Buffer.from(template.buffer, template.byteOffset, template.byteLength);
  return sealBytes(key.encryption, plain, associated, Buffer.of(key.version));
}

/** @throws when the bytes are no ciphertext, were altered, or have another key or other associated data */
function openTemplate(ciphertext: Buffer, key: HeldKey, associated: string): Float32Array {
  const plain = openBytes(key.encryption, ciphertext, associated, Buffer.of(key.version));
  return new Float32Array(new Uint8Array(plain).buffer);
}

/** A table with template ciphertexts, and the columns that are authenticated with them. */
export interface TemplateTable extends SealedColumn {
  owner: string;
  model: string;
  /** Whether its templates are fused from another table's, with an owner name that no single template has. */
  isFused?: boolean;
}

/**
 * Every table with template ciphertexts: a rotation renews the ones listed here. Their `update` triggers must notify
 * processes that keep decrypted copies.
 */
export const templateTables: readonly TemplateTable[] = [
  {
    table: 'templates',
    id: 'id',
    owner: 'person_id',
    model: 'model',
    ciphertext: 'ciphertext',
  },
  {
    table: 'fused_templates',
    id: 'id',
    owner: 'person_id',
    model: 'model',
    ciphertext: 'ciphertext',
    isFused: true,
  },
  {
    table: 'watchlist_faces',
    id: 'id',
    owner: 'entry_id',
    model: 'model',
    ciphertext: 'ciphertext',
  },
];

export interface StoredCiphertext extends CiphertextRow {
  owner: string;
  model: string;
}

/** The owner id of a person's fused template, so that a single template cannot replace it. */
export function fusedOwner(personId: string): string {
  return `${personId}\nfused`;
}

/** Yields all ciphertexts of the table in the order of their ids, at most `limit` at a time. */
export async function* ciphertextsOf(
  db: Db,
  { table, id, owner, model, ciphertext, isFused }: TemplateTable,
  limit: number,
): AsyncGenerator<StoredCiphertext[]> {
  for (let last: number | string | null = null; ;) {
    const after: RawBuilder<unknown> = last === null ? sql`true` : sql`${sql.ref(id)} > ${last}`;
    const { rows }: QueryResult<StoredCiphertext> = await sql<StoredCiphertext>`
      select ${sql.ref(id)} as id, ${sql.ref(owner)} as owner, ${sql.ref(model)} as model,
        ${sql.ref(ciphertext)} as ciphertext
      from ${sql.table(table)} where ${after} and ${sql.ref(ciphertext)} is not null
      order by ${sql.ref(id)} limit ${limit}`.execute(db);
    if (isFused) for (const row of rows) row.owner = fusedOwner(row.owner);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = rows.at(-1)?.id ?? null;
  }
}

/** Counts ciphertexts by table, without fused templates. */
export async function countCiphertexts(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table } of templateTables.filter(({ isFused }) => !isFused)) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(table)}`.execute(db);
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts;
}
