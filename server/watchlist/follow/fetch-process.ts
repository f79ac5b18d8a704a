import { followableOf } from '#sanctions-lists';
import { sealRecord } from '../../audit/sealing.ts';
import { loadConfig } from '../../config/config.ts';
import { openStore } from '../../store/store.ts';
import { listFollowedLists } from './followed-list-rows.ts';
import { lookAtPublisher } from './fetch-list.ts';

// Reads the list with the given name for the service, in its own process, because reading takes seconds of processor
// time. The parent process may end this one at any time; only a list already in force then counts.

const [name = ''] = process.argv.slice(2);
const config = loadConfig(process.env);
const store = await openStore({ ...config, forCommand: true });
try {
  const row = (await listFollowedLists(store.db)).find((one) => one.name === name);
  const known = followableOf(name);
  if (row && known) {
    const looking = { actor: 'service', now: new Date() };
    const looked = await lookAtPublisher(store.db, known, row, looking);
    process.send?.(looked);
  }
} finally {
  await sealRecord({ ...config, db: store.db }).catch(() => {});
  await store.close();
}
process.disconnect?.();
