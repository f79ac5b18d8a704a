// A process that records events, one transaction each.
import { recordEvent } from '#server/audit/record.ts';
import { openTestStore } from '../support/store.ts';

const [, , databaseFile = '', count = '0'] = process.argv;
const store = await openTestStore({ databaseFile, busyTimeoutMs: 60_000 });
for (let i = 0; i < Number(count); i++) {
  await recordEvent(store.db, { action: 'policy_changed', actor: `pid:${process.pid}` });
}
await store.close();
