import { once } from 'node:events';
import t from 'tap';
import { documentLobby, holder, keyOf } from './document-lobby.ts';

t.test('a service that stops while it waits for the document holds the visitor', async (t) => {
  const { trial, kiosk, issue } = await documentLobby(t);
  const answer = trial.signIn({ ...holder, jobId: 'stopped' });
  await once(kiosk, 'capture');
  kiosk.typeDocumentKey(keyOf(issue()), { agrees: true });
  const [step] = (await once(kiosk, 'documentStep')) as unknown[];
  t.match(step, { step: 'place' });
  const stopped = trial.service.stop();
  const { status, body } = await answer;
  t.equal(status, 412);
  t.match(body, /being restarted/);
  await stopped;
});
