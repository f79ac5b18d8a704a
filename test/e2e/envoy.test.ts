import { once } from 'node:events';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { loadSecrets } from '#server/config/secrets.ts';
import { createLogger } from '#server/ops/logging.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';
import { clientId, startFakeEnvoy } from '../support/fake-envoy/start.ts';
import { Lines } from '../support/lines.ts';

const { womanA, womanB, guest1 } = sampleFaces;
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('the service, set up from Envoy, with a lobby screen for each location', async (t) => {
  const dataDir = t.testdir();
  const [secret] = loadSecrets({}, dataDir).envoy;
  const envoy = await startFakeEnvoy(t, { secret });
  const log = new Lines();
  const trial = await Trial.start(dataDir, createLogger('trace', log), {
    ENVOY_BASE_URL: envoy.url,
    ENVOY_CLIENT_ID: clientId,
    VESTIBULE_VISITOR_LOG_APPROVALS: 'true',
  });
  t.teardown(() => trial.stop());
  envoy.hooks.hook = trial.service.hookUrl;
  await trial.enrol(anna, [await cropPhoto(womanA)]);
  const north = await trial.openKiosk(
    { frames: await webcamFrames(womanB, 12) },
    { locationId: '1042' },
  );
  const south = await trial.openKiosk(
    { frames: await webcamFrames(guest1, 12) },
    { locationId: '1043' },
  );

  const southOffice = { installId: '9002', locationId: '1043', locationName: 'South' };
  t.match(await envoy.setUp({}, { location_code: '<N>' }), {
    outcome: 'refused',
    message: /^Vestibule: The location code may have/,
  });
  t.match(await envoy.setUp({}, { location_code: 'N' }), { outcome: 'saved' });
  t.match(await envoy.setUp(southOffice, { location_code: 'S' }), { outcome: 'saved' });
  await envoy.nextCall('purpose', ({ path, status }) => path.includes('9001') && status === 200);
  await envoy.nextCall('purpose', ({ path, status }) => path.includes('9002') && status === 200);

  const seen = once(north, 'capture');
  t.match(await envoy.hold({ ...anna, jobId: 'north' }), { outcome: 'let_in' });
  await seen;
  const alsoSeen = once(south, 'capture');
  const held = await envoy.hold({ ...anna, ...southOffice, jobId: 'south' });
  await alsoSeen;
  t.match(held, { outcome: 'review', message: /^Vestibule: The face does not match/ });
  if (held.outcome === 'review') {
    t.match(held.answer.body, /"Frames seen","value":"\d+, \d+ of use"/);
    t.notMatch(held.answer.body, /score|Lindqvist|0\.\d{3}/);
  }

  const third = { installId: '9003', locationId: '1044', locationName: 'West' };
  t.match(await envoy.hold({ ...anna, ...third, jobId: 'west' }), {
    outcome: 'review',
    message: /^Vestibule: No lobby screen is set up for this location/,
  });
  t.match(await findSignIn(trial.service.db, 'west'), { reason: 'no_kiosk_here' });

  await envoy.nextCall('jobs', ({ path }) => path.endsWith('/north'));
  t.match(envoy.account.jobs.get('north'), [
    { status: 'done', status_message: 'Vestibule: The face matches the enrolled person.' },
  ]);
  t.notOk(envoy.account.jobs.has('south'));
  t.match(await envoy.uninstall(southOffice), { status: 200 });
  for (const hidden of [secret, anna.name, anna.email]) t.notMatch(log.text(), hidden);
});
