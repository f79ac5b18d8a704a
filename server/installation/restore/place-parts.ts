import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../config/config.ts';
import { revokedFolder } from '../../credentials/issuer-files.ts';
import { createFile, createFolder, replaceFile } from '#base/files';
import type { Keys } from '../backup/sealed-keys.ts';
import { type LocalManifest, readLocalManifest, shippedThreshold, writeLocalManifest } from '#face';
import { keyNames, partNames, tlsFolder } from '../backup/gather.ts';
import type { Parts } from '../backup/parts.ts';

/** The result for one part of a backup. */
export interface Placed {
  name: string;
  file: string;
  /** False when another one exists here and stays, or when this user may not write there. */
  inForce: boolean;
}

/** The name of a part that is a file of issuers. A backup may come from anywhere, so no other path is taken. */
const issuerFile = /^issuers\/((?:revoked\/)?[^/.][^/]*)$/;

/** Undoes one placement. */
type Undo = () => Promise<void>;

/**
 * Writes a backup's files before its database: without its policy, a machine would check visitors less strictly.
 * Existing files are never replaced.
 */
export class PartsPlaced {
  readonly placed: Placed[] = [];
  readonly #undo: Undo[] = [];

  /** @throws when a file cannot be written; `takeBack` undoes the earlier ones */
  async place(config: Config, modelsDir: string, parts: Parts, keys: Keys | null): Promise<void> {
    const policy = parts.get(partNames.policy);
    if (policy) await this.#one(config, partNames.policy, config.policy.file, policy);
    const notify = parts.get(partNames.notify);
    if (notify) await this.#one(config, partNames.notify, config.notifyFile, notify);
    await this.#issuers(config, parts);
    for (const [name, content] of Object.entries(keys ?? {})) {
      if (!name.startsWith(keyNames.tls)) continue;
      const file = path.join(tlsFolder(config), path.basename(name));
      await mkdir(tlsFolder(config), { recursive: true, mode: 0o700 });
      await this.#one(config, name, file, Buffer.from(content));
    }
    for (const [name, content] of [...parts].filter(([each]) => each.endsWith('.onnx'))) {
      await this.#one(config, name, path.join(modelsDir, path.basename(name)), content);
    }
    if (parts.size > 0) await this.#manifest(config, modelsDir, parts.get(partNames.manifest));
  }

  async takeBack(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  }

  async #one(config: Config, name: string, file: string, content: Buffer): Promise<void> {
    const here = await readFile(file).catch(() => null);
    if (here?.equals(content)) return;
    const isPlaced = here === null && (await this.#write(file, () => createFile(file, content)));
    await this.#note(config, name, isPlaced ? file : null, content);
  }

  /** Only where there is no such folder: an issuer whose file was deleted since must not be trusted again. */
  async #issuers(config: Config, parts: Parts): Promise<void> {
    const { issuersFolder: folder } = config;
    const files = new Map<string, Buffer>();
    for (const [name, content] of parts) {
      const [, inner] = issuerFile.exec(name) ?? [];
      if (inner !== undefined) files.set(inner, content);
    }
    if (files.size === 0 || existsSync(folder)) return;
    // In part, it would trust issuers without the lists of what they revoked.
    await createFolder(folder, files, [revokedFolder]);
    this.#undo.push(() => rm(folder, { recursive: true, force: true }));
    for (const inner of files.keys()) {
      const name = `${partNames.issuers}${inner}`;
      this.placed.push({ name, file: path.join(folder, inner), inForce: true });
    }
  }

  /**
   * The restored database determines the recogniser in use and the next one. A threshold measured here since stays, and
   * so does an added recogniser. A threshold below the shipped one is not taken from a copy, which others may have written.
   */
  async #manifest(config: Config, modelsDir: string, content: Buffer | undefined): Promise<void> {
    const here = readLocalManifest(modelsDir);
    // In the form that `gatherParts` wrote.
    const kept = content && (JSON.parse(content.toString()) as LocalManifest);
    const lower = Object.entries(kept?.thresholds ?? {}).filter(
      ([id, { threshold }]) =>
        !id.startsWith('local/') && threshold < (shippedThreshold(modelsDir, id) ?? -1),
    );
    for (const [id] of lower) delete kept!.thresholds![id];
    if (lower.length > 0) {
      const name = `${partNames.manifest}, thresholds`;
      await this.#note(config, name, null, Buffer.from(JSON.stringify(Object.fromEntries(lower))));
    }
    const merged = mergedManifest(here, kept);
    if (isDeepStrictEqual(merged, here)) return;
    const file = path.join(modelsDir, partNames.manifest);
    const isPlaced = await this.#write(file, () => writeLocalManifest(modelsDir, merged));
    const text = Buffer.from(JSON.stringify(merged, null, 2));
    await this.#note(config, partNames.manifest, isPlaced ? file : null, text);
  }

  /** Returns false where this user may not write. */
  async #write(file: string, write: () => Promise<void>): Promise<boolean> {
    const before = await readFile(file).catch(() => null);
    try {
      await write();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EEXIST'].includes(code)) return false;
      throw error;
    }
    this.#undo.push(() => (before ? writeFile(file, before) : rm(file, { force: true })));
    return true;
  }

  async #note(config: Config, name: string, file: string | null, content: Buffer): Promise<void> {
    if (file !== null) return void this.placed.push({ name, file, inForce: true });
    const beside = path.join(config.dataDir, `${path.basename(name)}.from-backup`);
    await replaceFile(beside, content);
    this.#undo.push(() => rm(beside, { force: true }));
    this.placed.push({ name, file: beside, inForce: false });
  }
}

function mergedManifest(here: LocalManifest, kept: LocalManifest | undefined): LocalManifest {
  const known = new Set(here.recognisers.map(({ id }) => id));
  const added = kept?.recognisers.filter(({ id }) => !known.has(id)) ?? [];
  const thresholds = { ...kept?.thresholds, ...here.thresholds };
  return {
    ...(kept?.inUse && { inUse: kept.inUse }),
    ...(kept?.movingTo && { movingTo: kept.movingTo }),
    recognisers: [...here.recognisers, ...added],
    ...(Object.keys(thresholds).length > 0 && { thresholds }),
  };
}
