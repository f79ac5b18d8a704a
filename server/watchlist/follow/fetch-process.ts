import { sealRecord } from '../../audit/sealing.ts';
import { loadConfig } from '../../config/config.ts';
import { openStore } from '../../store/store.ts';
import { listFollowedLists } from '../../store/tables/followed-lists.ts';
import { followableOf } from './followable.ts';
import { lookAtPublisher } from './fetch-list.ts';

// Of the service, for one list, whose name it is given: to read a list takes seconds of a processor. It is
// ended by the process that started it; what it has not put in force by then is not in force.

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
