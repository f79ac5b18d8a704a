import { once } from 'node:events';
import t from 'tap';
import { documentLobby, holder, keyOf } from './document-lobby.ts';

for (const wanted of ['place', 'reading', 'face']) {
  t.test(`a service that stops at the step "${wanted}" holds the visitor`, async (t) => {
    const { trial, kiosk, issue, lay } = await documentLobby(t);
    const document = issue();
    if (wanted !== 'place') lay(document);
    const answer = trial.signIn({ ...holder, jobId: 'stopped' });
    await once(kiosk, 'capture');
    kiosk.show([]);
    kiosk.typeDocumentKey(keyOf(document), { agrees: true });
    for (;;) {
      const [{ step }] = (await once(kiosk, 'documentStep')) as [{ step: string }];
      if (step === wanted) break;
    }
    const stopped = trial.service.stop();
    const { status, body } = await answer;
    t.equal(status, 412);
    t.match(body, /being restarted/);
    await stopped;
  });
}
