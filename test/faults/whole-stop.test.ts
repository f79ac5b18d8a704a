import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { installation } from '../privacy/installation.ts';
import { callDuringStop, expectWholeStop } from '../support/calls-during-stop.ts';
import { StartingService } from '../support/starting-service.ts';
import { openTestStore } from '../support/store.ts';

t.test('a stop answers until the end, and stores what it answers', async (t) => {
  const { folder, data, databaseFile, store } = await installation(t);
  await store.close();
  const policy = path.join(folder, 'policy.yaml');
  writeFileSync(policy, 'default: { checks: none }\n');
  const service = await StartingService.begin(t, data, { VESTIBULE_POLICY_FILE: policy });
  await service.said(/Engine/);
  t.equal((await service.signIn('let in')).status, 200);
  const calls = await callDuringStop(service, 'let in');
  t.ok([...calls.verdicts.values()].includes('review'), 'it holds while its parts end');
  const after = await openTestStore({ databaseFile });
  t.teardown(() => after.close());
  await expectWholeStop(t, calls, service, after.db);
});
