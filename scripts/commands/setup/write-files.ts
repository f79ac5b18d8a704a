import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { draftFile, replaceFile, type DraftedFile } from '../../../server/platform/atomic-file.ts';
import { RefusalError } from '../../terminal/answer.ts';
import type { PlannedFile } from './plan.ts';

/** The previous content of a file, in base64. */
interface Before {
  content: string;
  mode: number;
  uid: number;
  gid: number;
}

/** One file that a run of setup wrote. */
interface WrittenFile {
  path: string;
  before: Before | null;
  /** SHA-256 of what was written, in hex. */
  after: string;
}

/** One run of setup, as its journal keeps it. */
export interface JournalRun {
  at: string;
  files: WrittenFile[];
  /** Folders that it made. */
  folders: string[];
}

/** Where files are written, and where what was there before is kept. */
export interface WriteTarget {
  /** All paths lie below it. */
  root: string;
  /** Holds secrets, as the files did: for its owner only. */
  journalFile: string;
  /** Made unless they are there, for their owner only. */
  privateFolders: readonly string[];
}

/** Writes all files or none, and keeps what was there before for `undo`. */
export async function writeFiles(
  { root, journalFile, privateFolders }: WriteTarget,
  files: readonly PlannedFile[],
  now = new Date(),
): Promise<void> {
  const locked = privateFolders.map((folder) => path.join(root, folder));
  const run: JournalRun = { at: now.toISOString(), files: [], folders: [] };
  const drafts: DraftedFile[] = [];
  const journal = path.join(root, journalFile);
  const runs = await readJournal(journal);
  let placed = 0;
  try {
    for (const { path: name, content, mode } of files) {
      const file = path.join(root, name);
      const before = await contentOf(file);
      run.folders.push(...(await makeFolder(path.dirname(file), locked)));
      drafts.push(await draftFile(file, content, mode));
      run.files.push({ path: name, before, after: sha256(content) });
    }
    for (const folder of [...locked, path.dirname(journal)]) {
      run.folders.push(...(await makeFolder(folder, locked)));
    }
    await writeJournal(journal, [...runs, run]);
    for (const [i, draft] of drafts.entries()) {
      await draft.place();
      placed += 1;
      const { path: name, before } = run.files[i]!;
      if (before) await giveTo(path.join(root, name), before);
    }
  } catch (error) {
    for (const draft of drafts.slice(placed)) await draft.discard();
    for (const file of run.files.slice(0, placed).reverse()) await putBack(root, file);
    await writeJournal(journal, runs);
    await removeEmpty(run.folders);
    throw error;
  }
}

export interface Undone {
  /** As it was before, or gone where there was none. */
  putBack: string[];
  /** Changed by someone since, and left alone. */
  kept: string[];
}

/** The last run that can be undone. @throws {RefusalError} */
export async function lastRun({ root, journalFile }: WriteTarget): Promise<JournalRun> {
  const runs = await readJournal(path.join(root, journalFile));
  const last = runs.at(-1);
  if (last) return last;
  throw new RefusalError('nothing_to_undo', 'Setup has written nothing here that could be undone.');
}

/** Puts back what was there before the last run; a file that was changed since stays. */
export async function undoLastRun({ root, journalFile }: WriteTarget): Promise<Undone> {
  const journal = path.join(root, journalFile);
  const runs = await readJournal(journal);
  const last = runs.pop();
  const undone: Undone = { putBack: [], kept: [] };
  for (const written of [...(last?.files ?? [])].reverse()) {
    const now = await contentOf(path.join(root, written.path));
    const isOurs = now !== null && sha256(Buffer.from(now.content, 'base64')) === written.after;
    if (isOurs) await putBack(root, written);
    (isOurs || (now === null && written.before === null) ? undone.putBack : undone.kept).push(
      written.path,
    );
  }
  await writeJournal(journal, runs);
  await removeEmpty(last?.folders ?? []);
  return undone;
}

async function putBack(root: string, { path: name, before }: WrittenFile): Promise<void> {
  const file = path.join(root, name);
  if (before === null) return rm(file, { force: true });
  const draft = await draftFile(file, Buffer.from(before.content, 'base64'), before.mode);
  await draft.place();
  await giveTo(file, before);
}

/** To whom it belonged; only root can, and only for root it matters. */
async function giveTo(file: string, { uid, gid }: Before): Promise<void> {
  if (process.getuid?.() === 0) await chown(file, uid, gid);
}

async function contentOf(file: string): Promise<Before | null> {
  try {
    const { mode, uid, gid } = await stat(file);
    const content = (await readFile(file)).toString('base64');
    return { content, mode: mode & 0o7777, uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Makes the folder of a file with those above it, and says which it made. Others enter them, but not
 * where secrets and faces are kept.
 */
async function makeFolder(folder: string, locked: readonly string[]): Promise<string[]> {
  if (existsSync(folder)) return [];
  const above = await makeFolder(path.dirname(folder), locked);
  await mkdir(folder, { mode: 0o700 });
  if (!locked.includes(folder)) await chmod(folder, 0o755);
  return [...above, folder];
}

async function removeEmpty(folders: readonly string[]): Promise<void> {
  // What someone has put something into since, stays.
  for (const folder of [...folders].reverse()) await rmdir(folder).catch(() => {});
}

async function readJournal(file: string): Promise<JournalRun[]> {
  const content = await contentOf(file);
  if (content === null) return [];
  return (JSON.parse(Buffer.from(content.content, 'base64').toString()) as { runs: JournalRun[] })
    .runs;
}

async function writeJournal(file: string, runs: readonly JournalRun[]): Promise<void> {
  if (runs.length === 0) await rm(file, { force: true });
  else await replaceFile(file, `${JSON.stringify({ runs }, null, 1)}\n`);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
