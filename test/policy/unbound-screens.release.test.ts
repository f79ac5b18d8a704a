import path from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import type { Finding } from '#server/installation/diagnosis/finding.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { createLogger } from '#server/ops/logging.ts';
import { saveInstall } from '#server/store/tables/kiosks.ts';
import { runJsonInTurn as runJson } from '../support/in-turn.ts';
import { Lines } from '../support/lines.ts';

t.test('where several screens could be meant, the start and the doctor say so', async (t) => {
  const folder = t.testdir();
  const dataDir = path.join(folder, 'data');
  const frames: Buffer[] = [];
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  const { db } = trial.service;
  const doctor = async () => {
    const { json } = await runJson(path.dirname(dataDir), ['doctor']);
    return (json as unknown as { findings: Finding[] }).findings
      .filter(({ code }) => code === 'screens_unbound')
      .map(({ found }) => found);
  };
  await trial.openKiosk({ frames });
  await trial.openKiosk({ frames }, { deviceId: 'ipad-2' });
  t.same(await doctor(), [], 'the second one is for its own iPad');
  await trial.openKiosk({ frames });
  t.match(await doctor(), [/^Everywhere: the screens Kiosk 1, Kiosk 3 serve it alike/]);
  const place = { locationId: '7', locationName: 'North', locationCode: null };
  await saveInstall(db, '1', { ...place, contact: null }, new Date());
  t.match(await doctor(), [/^North: the screens Kiosk 1, Kiosk 3 serve it alike/]);
  await trial.stop();

  const log = new Lines();
  const again = await Trial.start(dataDir, createLogger('warn', log));
  await again.stop();
  t.match(log.text(), /"fault":"screens_unbound","locationId":"7","screens":2/);

  const second = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => second.stop());
  const kiosks = second.service.db.updateTable('kiosks').set({ locationId: '7' });
  await kiosks.where('name', '=', 'Kiosk 3').execute();
  t.same(await doctor(), [], 'one is bound to it');
});
