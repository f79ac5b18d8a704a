import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KyselyPlugin } from 'kysely';
import t from 'tap';
import { newTemplateKey, readKeyFile, serialiseKey } from '../../server/keys/keyring.ts';
import { RecordCipher } from '../../server/keys/record-cipher.ts';
import { findDeskCard, noteOnDeskCard, putDeskCard } from '../../server/store/tables/desk-cards.ts';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { erasePerson } from '../../server/people/erasure.ts';
import { installation } from '../privacy/installation.ts';
import { openStore } from '../support/store.ts';
import { writeNewKey } from './key-file.ts';

/** Has this happen once, when the cards have been read. */
function afterReadingCards(happen: () => Promise<unknown>): KyselyPlugin {
  const reads = new WeakSet<object>();
  let happened = false;
  return {
    transformQuery({ node, queryId }) {
      const isRead = node.kind === 'SelectQueryNode' && JSON.stringify(node).includes('desk_cards');
      if (isRead) reads.add(queryId);
      return node;
    },
    async transformResult({ result, queryId }) {
      if (reads.has(queryId) && !happened) {
        happened = true;
        await happen();
      }
      return result;
    },
  };
}

t.test('what is put under another key is not written over what happens meanwhile', async (t) => {
  const folder = t.testdir();
  const keyFile = path.join(folder, 'template.key');
  writeNewKey(keyFile);
  const databaseFile = path.join(folder, 'vestibule.sqlite');
  const store = await openStore({ databaseFile });
  const another = await openStore({ databaseFile });
  t.teardown(() => Promise.all([store.close(), another.close()]));
  const { db } = store;
  const cipher = new RecordCipher(keyFile);
  await cipher.readKey();
  for (const jobId of ['erased', 'noted', 'left']) {
    await insertSignIn(db, decidedSignIn(jobId));
    const contents = cipher.seal({ visitor: 'Ada Example' }, jobId);
    await putDeskCard(db, { jobId, personId: null, contents, heldAt: new Date() });
    await noteOnDeskCard(db, jobId, cipher.seal('the first note', jobId));
  }
  const byOldKey = cipher.seal('the last note', 'noted');
  writeNewKey(keyFile);
  await cipher.readKey();

  const meanwhile = afterReadingCards(async () => {
    const empty = { contents: null, note: null };
    await another.db.updateTable('desk_cards').set(empty).where('jobId', '=', 'erased').execute();
    await noteOnDeskCard(another.db, 'noted', byOldKey);
  });
  await cipher.renew(db.withPlugin(meanwhile));

  t.match(await findDeskCard(db, 'erased'), { contents: null, note: null }, 'stays erased');
  const after = new RecordCipher(keyFile);
  await after.readKey();
  const read = async (jobId: string) => {
    const card = await findDeskCard(db, jobId);
    return [card?.contents, card?.note].map((sealed) => sealed && after.open(sealed, jobId));
  };
  const visitor = { visitor: 'Ada Example' };
  t.same(await read('noted'), [visitor, 'the last note'], 'by the new key alone');
  t.same(await read('left'), [visitor, 'the first note']);
});

t.test('an erasure empties the card that was put under another key meanwhile', async (t) => {
  const here = await installation(t);
  const { db, keyFile } = here;
  await here.enrolled('ada', 'Ada Example', { email: 'ada@example.com' });
  const cipher = new RecordCipher(keyFile);
  await cipher.readKey();
  const contents = cipher.seal({ visitor: 'Ada', email: 'ada@example.com' }, 'job');
  await insertSignIn(db, decidedSignIn('job'));
  // Long before, so that it is not looked at again as something new.
  const heldAt = new Date(Date.now() - 3_600_000);
  await putDeskCard(db, { jobId: 'job', personId: null, contents, heldAt });
  const rotated = newTemplateKey((await readKeyFile(keyFile)) ?? null, true);
  class Late extends RecordCipher {
    #reads = 0;
    override async readKey(): Promise<number> {
      const keys = await super.readKey();
      if (++this.#reads > 1) return keys;
      // The command has the new key in place, and puts the cards under it, before they are looked through.
      writeFileSync(keyFile, serialiseKey(rotated), { mode: 0o600 });
      await cipher.readKey();
      await cipher.renew(db);
      return keys;
    }
  }
  const by = { actor: 'command:test', because: 'asked' as const, messages: new Late(keyFile) };
  await erasePerson(db, 'ada', by);
  t.match(await findDeskCard(db, 'job'), { contents: null });
});
