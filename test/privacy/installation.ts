import path from 'node:path';
import type { Test } from 'tap';
import type { Store } from '#server/store/store.ts';
import { openTestStore } from '../support/store.ts';
import { openTemplateCipher } from '#server/templates/open-cipher.ts';
import { insertEnrolled } from '../people/enrolled.ts';

/** A data folder with a database and a key, opened in this process. */
export async function installation(t: Test) {
  const folder = t.testdir();
  const data = path.join(folder, 'data');
  const databaseFile = path.join(data, 'vestibule.sqlite');
  const keyFile = path.join(data, 'template.key');
  const store: Store = await openTestStore({ databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const cipher = await openTemplateCipher(db, keyFile);
  const enrolled = (id: string, name: string, changes = {}) =>
    insertEnrolled(db, cipher, { id, name, ...changes });
  return { folder, data, databaseFile, keyFile, store, db, cipher, enrolled };
}
