import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Test } from 'tap';

/** A test needs several, and `testdir` empties the one that it has, with the database in it. */
export async function ownFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vestibule-test-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}
