import type { Db } from '../../server/store/schema.ts';
import { countMessages } from '../../server/store/tables/outbox.ts';
import { ok, warning, type Finding } from './finding.ts';

/** Does what was written to people reach them? */
export async function examineOutbox(db: Db): Promise<Finding[]> {
  const counts = await countMessages(db);
  const about = 'Messages';
  const number = (state: string) =>
    counts.filter((row) => row.state === state).reduce((sum, { count }) => sum + count, 0);
  const givenUp = number('given_up');
  const waiting = number('waiting');
  if (givenUp > 0) {
    const todo = 'npm run notify -- list says why; then npm run notify -- retry.';
    return [warning('outbox', about, `${givenUp} were given up, ${waiting} wait.`, todo)];
  }
  return [ok('outbox', about, waiting === 0 ? 'None waits.' : `${waiting} wait to be sent.`)];
}
