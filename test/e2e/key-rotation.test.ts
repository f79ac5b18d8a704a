import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { revokePairing } from '#server/kiosk/pairing.ts';
import { listKiosks } from '#server/store/tables/kiosks.ts';
import { readKeyFile } from '#server/keys/keyring.ts';
import { requestRotation } from '#server/templates/rotation.ts';
import { rotate } from '../support/rotate.ts';

const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
const log = pino({ level: 'silent' });

t.test('the next start takes up the new key, and no sign-in passes under another', async (t) => {
  const folder = t.testdir();
  const frames = await webcamFrames(sampleFaces.womanB, 12);
  const before = await Trial.start(folder, log);
  await before.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
  await before.openKiosk({ frames });
  const { templateKeyFile } = before.config;
  const options = { revoke: true, actor: 'command:test' };
  await requestRotation(before.service.db, templateKeyFile, options);
  t.equal((await before.signIn(anna)).status, 200, 'the key in use stays in use');
  const { id } = (await listKiosks(before.service.db))[0]!;
  await revokePairing(before.service.db, id, 'command:test');
  await before.stop();

  const after = await Trial.start(folder, log);
  t.teardown(() => after.stop());
  t.match(await readKeyFile(templateKeyFile), { version: 2 });
  const kiosk = await after.openKiosk({ frames });
  t.equal((await after.signIn(anna)).status, 200, 'the enrolled person still matches');
  kiosk.show(await webcamFrames(sampleFaces.guest1, 12));
  t.equal((await after.signIn(anna)).status, 412);

  kiosk.show(frames);
  await rotate(after.service.db, templateKeyFile, { revoke: true });
  t.equal((await after.signIn(anna)).status, 412, 'a service with the old key holds everybody');
});
