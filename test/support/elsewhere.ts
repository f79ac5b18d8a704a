import type { Test } from 'tap';
import type { Trial } from '../../lab/trial/trial.ts';
import { RecordCipher } from '#server/keys/record-cipher.ts';
import { erasePerson } from '#server/people/erasure.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { openTestStore } from './store.ts';

/** Opens the store of a running service in a way that looks like another process to the service. */
export async function openAsAnother(t: Test, { config }: Trial, actor: string) {
  const store = await openTestStore({ databaseFile: config.databaseFile });
  t.teardown(() => store.close());
  const { db } = store;
  const messages = new RecordCipher(config.templateKeyFile);
  await messages.readKey();
  const erase = (id: string) => erasePerson(db, id, { actor, because: 'asked', messages });
  return { db, messages, optOuts: new OptOuts(db, config), erase };
}
