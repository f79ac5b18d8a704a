import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { databaseServerOf } from '#server/config/database-server.ts';
import { openStore } from '#server/store/store.ts';
import { callDuringStop, expectWholeStop } from '../support/calls-during-stop.ts';
import { StartingService } from '../support/starting-service.ts';
import { Installation } from './installation.ts';

t.test('an instance decides until the others have its calls, then holds to the end', async (t) => {
  const { databaseUrl, dataDir } = await Installation.make(t);
  const policy = path.join(dataDir, 'policy.yaml');
  writeFileSync(policy, 'default: { checks: none }\n');
  const env = { VESTIBULE_POLICY_FILE: policy, VESTIBULE_DATABASE_URL: databaseUrl };
  const begin = async (name: string, other?: string) => {
    const folder = path.join(dataDir, name);
    mkdirSync(folder);
    // The other one writes its other files meanwhile.
    if (other) copyFileSync(path.join(other, 'template.key'), path.join(folder, 'template.key'));
    const service = await StartingService.begin(t, folder, env);
    await service.said(/Engine/);
    return { folder, service };
  };
  const first = await begin('first');
  const second = await begin('second', first.folder);
  t.equal((await first.service.signIn('let in')).status, 200);
  const calls = await callDuringStop(second.service, 'let in');
  const verdicts = [...calls.verdicts.values()];
  t.ok(verdicts.filter((verdict) => verdict === 'approved').length > 1, 'it drains first');
  t.ok(verdicts.includes('review'), 'it holds while its parts end');
  const store = await openStore({
    databaseFile: path.join(dataDir, 'none.sqlite'),
    databaseServer: databaseServerOf(databaseUrl),
  });
  t.teardown(() => store.close());
  await expectWholeStop(t, calls, second.service, store.db);
});
