import { createHash } from 'node:crypto';
import { appendFile, chmod, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig } from '#server/config/config.ts';
import { createKeyFile, readKeyFile } from '#server/keys/keyring.ts';
import { TemplateCipher } from '#server/templates/cipher.ts';
import type { AnalysisFailure, EngineModels, EngineName, MainFace } from '#face';

/** The result of analysing a photo, as measurements need it. */
export type CachedLook =
  | { template: Float32Array; failure: null }
  | { template: null; failure: AnalysisFailure };

interface Line {
  image: string;
  way: string;
  failure: AnalysisFailure | null;
  /** Ciphertext in base64. */
  template: string | null;
}

/**
 * Templates of earlier runs, one per line, encrypted with the installation's template key like those of enrolled
 * people. A line that is incomplete or does not decrypt is computed again.
 */
export class TemplateCache {
  readonly #file: string;
  readonly #way: string;
  readonly #cipher: TemplateCipher;
  readonly #known = new Map<string, CachedLook>();

  /** @param way the model and its options; other ways have separate entries */
  constructor(file: string, way: string, cipher: TemplateCipher) {
    this.#file = file;
    this.#way = way;
    this.#cipher = cipher;
  }

  async open(): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    // Appending does not change a file's mode.
    await chmod(this.#file, 0o600).catch(() => {});
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    for (const line of text.split('\n')) this.#take(line);
  }

  get(image: Uint8Array): CachedLook | undefined {
    return this.#known.get(hashOf(image));
  }

  async put(image: Uint8Array, seen: CachedLook): Promise<void> {
    const hash = hashOf(image);
    this.#known.set(hash, seen);
    const encrypted = seen.template && this.#seal(seen.template, hash);
    const template = encrypted?.toString('base64') ?? null;
    const line: Line = { image: hash, way: this.#way, failure: seen.failure, template };
    await appendFile(this.#file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }

  /** Stores the template exactly as the recogniser made it, because the transform would round it. */
  #seal(template: Float32Array, image: string): Buffer {
    return this.#cipher.encryptTransformed(template, image, this.#way);
  }

  #take(text: string): void {
    try {
      const { image, way, failure, template } = JSON.parse(text) as Line;
      if (way !== this.#way) return;
      const seen: CachedLook | null = template
        ? {
            template: this.#cipher.decryptTransformed(Buffer.from(template, 'base64'), image, way),
            failure: null,
          }
        : failure && { template: null, failure };
      if (seen) this.#known.set(image, seen);
    } catch {
      return;
    }
  }
}

function hashOf(image: Uint8Array): string {
  return createHash('sha256').update(image).digest('hex');
}

/** Opens the cache in this file with the installation's template key (made when there is none). */
export async function openCache(
  file: string,
  engine: EngineName,
  models: EngineModels,
  main: MainFace,
): Promise<TemplateCache> {
  const { templateKeyFile } = loadConfig(process.env);
  let key = await readKeyFile(templateKeyFile);
  if (!key) {
    await createKeyFile(templateKeyFile);
    key = await readKeyFile(templateKeyFile);
  }
  if (!key) throw new Error('The template key vanished as soon as it was made.');
  const recogniser = models.files.find(({ role }) => role === 'recogniser');
  const way = [engine, models.recogniser, recogniser?.sha256.slice(0, 16), main].join(' ');
  const cache = new TemplateCache(file, way, new TemplateCipher(key, templateKeyFile));
  await cache.open();
  return cache;
}
