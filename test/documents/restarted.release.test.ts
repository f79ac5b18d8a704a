import { once } from 'node:events';
import t from 'tap';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { documentLobby, documentOn, holder, keyOf } from './document-lobby.ts';

t.test('a result is lost in a restart: the visitor is asked again, and held', async (t) => {
  const { kiosk, issue, lay, restart } = await documentLobby(t);
  const document = issue();
  lay(document);
  const captured = once(kiosk, 'capture');
  kiosk.wantDocument();
  await captured;
  const outcome = once(kiosk, 'outcome');
  kiosk.typeDocumentKey(keyOf(document), { agrees: true });
  t.same(await outcome, ['document_ready']);
  const offered = new Promise<void>((resolve) => {
    // The reader loses the first service and reconnects to the second.
    kiosk.on('documentOffered', (isOffered) => isOffered && resolve());
  });
  const again = await restart();
  await offered;
  const asked = once(kiosk, 'capture');
  const answered = again.signIn({ ...holder, jobId: 'after' });
  t.match(await asked, [{ purpose: 'document' }], 'the screen asks for the document again');
  kiosk.decline();
  t.equal((await answered).status, 412);
  const { db } = again.service;
  t.match(await findSignIn(db, 'after'), { reason: 'identity_declined' });
  const card = await documentOn({ db, trial: again }, 'after');
  t.notOk(card, 'the desk sees nothing of the first');
});
