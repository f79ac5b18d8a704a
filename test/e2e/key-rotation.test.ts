import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../scripts/trial/sample-photos.ts';
import { Trial } from '../../scripts/trial/trial.ts';
import { openStore } from '../support/store.ts';
import { rotateTemplateKey } from '../../server/templates/rotation.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('a key that is rotated and revoked while the service runs', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  const kiosk = await trial.openKiosk({ frames: await webcamFrames(sampleFaces.womanB, 12) });
  // Another process, as far as the service can tell.
  const { databaseFile, templateKeyFile } = trial.config;
  const elsewhere = await openStore({ databaseFile });
  t.teardown(() => elsewhere.close());
  const rotate = () => rotateTemplateKey(elsewhere.db, templateKeyFile, { revoke: true });

  const capturing = once(kiosk, 'guidance');
  const held = trial.signIn(anna);
  await capturing;
  await rotate();
  t.equal((await held).status, 200, 'the sign-in that was held meanwhile');

  await rotate();
  t.equal((await trial.signIn(anna)).status, 200, 'the next one');

  kiosk.show(await webcamFrames(sampleFaces.guest1, 12));
  const rotating = rotate();
  t.equal((await trial.signIn(anna)).status, 412, 'nobody is let in by it');
  await rotating;
});
