import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  sourceOf,
  type EngineName,
  type Manifest,
  type ModelFile,
  type ModelSource,
} from './manifest.ts';
import { ModelsError } from './models-error.ts';
import type { ModelsFolder } from './models-folder.ts';

/** One model file of an engine, and its path on this machine. */
export interface LocatedFile {
  file: ModelFile;
  source: ModelSource;
  location: string;
  /** As in `ModelsFolder`. */
  fetchCommand: string;
}

type FileState = 'intact' | 'missing' | 'altered';

export function filesOf(
  manifest: Manifest,
  { modelsDir, fetchCommand }: ModelsFolder,
  engine: EngineName,
): LocatedFile[] {
  const source = sourceOf(manifest, engine);
  const folder = folderOf(source, modelsDir);
  return manifest.engines[engine].files.map((file) => ({
    file,
    source,
    fetchCommand,
    location: path.join(file.isLocal ? modelsDir : folder, file.file),
  }));
}

export function folderOf(source: ModelSource, modelsDir: string): string {
  if (source.delivery === 'fetched') {
    return path.join(modelsDir, `${source.package}-${source.version}`);
  }
  const manifest = createRequire(import.meta.url).resolve(`${source.package}/package.json`);
  return path.join(path.dirname(manifest), source.folder);
}

export async function stateOf(located: LocatedFile): Promise<FileState> {
  const content = await contentOf(located.location);
  if (!content) return 'missing';
  return matches(content, located.file) ? 'intact' : 'altered';
}

/**
 * Reads a file and checks its bytes against the manifest. It returns those same bytes, so that nothing can change
 * between the check and the use.
 * @throws {ModelsError}
 */
export async function readModel(located: LocatedFile): Promise<Buffer> {
  const content = await contentOf(located.location);
  if (content && matches(content, located.file)) return content;
  const { file } = located;
  const remedy = remedyFor(located);
  throw content
    ? new ModelsError(
        'altered',
        `The model ${file.file} is not the one that the manifest names (its SHA-256 differs), so it is not used. ${remedy}`,
      )
    : new ModelsError('missing', `The model ${file.file} is missing. ${remedy}`);
}

function remedyFor({ file, source, fetchCommand }: LocatedFile): string {
  if (file.isLocal) {
    return 'Put the file that models/local-manifest.json names into models/, and its SHA-256 there.';
  }
  return source.delivery === 'fetched'
    ? `Run "${fetchCommand}".`
    : 'Install the dependencies again with "npm ci".';
}

async function contentOf(location: string): Promise<Buffer | null> {
  try {
    return await readFile(location);
  } catch {
    return null;
  }
}

function matches(content: Buffer, file: ModelFile): boolean {
  return (
    (file.bytes === undefined || content.length === file.bytes) &&
    createHash('sha256').update(content).digest('hex') === file.sha256
  );
}
