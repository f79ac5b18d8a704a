import type { Db } from './schema.ts';
import { StoreError } from './store-error.ts';
import { openTemplate, sealTemplate } from './template-box.ts';
import { checkOf, type TemplateKey } from './template-keys/template-key.ts';
import { KeyedTransform, untransformed, type TemplateTransform } from './template-transform.ts';

/** Reads which keys the database's templates are under now; null when they are the ones given. */
export type KeysInUse = (
  db: Db,
  held: readonly TemplateKey[],
) => Promise<readonly TemplateKey[] | null>;

interface HeldKey extends TemplateKey {
  /** Stands for the transform in associated data; empty when there is none. */
  transformId: string;
}

/**
 * Protects templates: turns them by the installation's secret transform, then encrypts them. Who owns
 * a template, its model and its transform are authenticated with it, so a template moved to another
 * person, model or installation does not decrypt.
 */
export class TemplateCipher {
  readonly #inUse: KeysInUse;
  readonly #transforms = new Map<string, TemplateTransform>();
  /** Earlier ones too: a transaction that began before a rotation still reads what it was. */
  #byVersion: ReadonlyMap<number, HeldKey> = new Map();
  #held: readonly HeldKey[] = [];

  /** @param keys the last one encrypts */
  constructor(keys: readonly TemplateKey[], inUse: KeysInUse = async () => null) {
    this.#inUse = inUse;
    this.#take(keys);
  }

  /**
   * Takes up the keys that the database's templates are under: another process may have rotated
   * them. To be called in every transaction that reads or writes ciphertexts, before it does.
   * @throws {StoreError} `key_wrong` when those keys are not there
   */
  async keepUp(db: Db): Promise<void> {
    const keys = await this.#inUse(db, this.#held);
    if (keys) this.#take(keys);
  }

  /** The transform that templates of this model are stored under. Its first use takes some 20 ms. */
  transformOf(model: string, dimension: number): TemplateTransform {
    return this.#transformUnder(this.#current, model, dimension);
  }

  encrypt(template: Float32Array, ownerId: string, model: string): Buffer {
    const transform = this.transformOf(model, template.length);
    return this.encryptTransformed(transform.apply(template), ownerId, model);
  }

  /** @throws {StoreError} `template_damaged` */
  decrypt(ciphertext: Buffer, ownerId: string, model: string): Float32Array {
    const template = this.decryptTransformed(ciphertext, ownerId, model);
    return this.#transformUnder(this.#keyOf(ciphertext), model, template.length).invert(template);
  }

  /** For a template that is under this cipher's transform already. */
  encryptTransformed(template: Float32Array, ownerId: string, model: string): Buffer {
    return sealTemplate(template, this.#current, associated(this.#current, ownerId, model));
  }

  /** The template as it is compared: still under the transform. @throws {StoreError} `template_damaged` */
  decryptTransformed(ciphertext: Buffer, ownerId: string, model: string): Float32Array {
    try {
      const key = this.#keyOf(ciphertext);
      return openTemplate(ciphertext, key.encryption, associated(key, ownerId, model));
    } catch (error) {
      throw new StoreError(
        'template_damaged',
        `A stored template of person ${ownerId} does not decrypt: it was altered or damaged. ` +
          'Restore the database from a backup, or remove this person and enrol them again.',
        { cause: error },
      );
    }
  }

  #take(keys: readonly TemplateKey[]): void {
    this.#held = keys.map((key) => ({
      ...key,
      transformId: checkOf(key).transform?.toString('hex') ?? '',
    }));
    const held = this.#held.map((key) => [key.version, key] as const);
    this.#byVersion = new Map([...this.#byVersion, ...held]);
  }

  get #current(): HeldKey {
    const key = this.#held.at(-1);
    if (!key) throw new Error('There is no template key.');
    return key;
  }

  #keyOf(ciphertext: Buffer): HeldKey {
    const version = ciphertext.readUInt8(0);
    const key = this.#byVersion.get(version);
    if (!key) throw new Error(`There is no template key of version ${version}.`);
    return key;
  }

  #transformUnder(key: HeldKey, model: string, dimension: number): TemplateTransform {
    if (!key.transform) return untransformed;
    const name = `${key.transformId} ${dimension} ${model}`;
    let transform = this.#transforms.get(name);
    if (!transform) {
      transform = new KeyedTransform(key.transformId, key.transform, model, dimension);
      this.#transforms.set(name, transform);
    }
    return transform;
  }
}

function associated({ transformId }: HeldKey, ownerId: string, model: string): string {
  const owned = `${ownerId}\n${model}`;
  return transformId === '' ? owned : `${owned}\n${transformId}`;
}
