import path from 'node:path';
import type { Test } from 'tap';
import { projectRoot } from '#server/config/environment.ts';
import type { Store } from '#server/store/store.ts';
import { openTestStore } from '../support/store.ts';

/** A real database of this test, which closes with it. */
export async function openedStore(t: Test, databaseFile?: string): Promise<Store> {
  const file = databaseFile ?? path.join(t.testdir(), 'vestibule.sqlite');
  const store = await openTestStore({ databaseFile: file, closeTimeoutMs: 0 });
  t.teardown(() => store.close());
  return store;
}

/** A list in its publisher's format, with invented names. */
export function listFile(name: string): string {
  return path.join(projectRoot, 'packages', 'sanctions-lists', 'test', 'lists', name);
}
