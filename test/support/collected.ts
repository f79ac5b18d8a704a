import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Whether nothing refers to the object any more. */
export async function collected(object: WeakRef<object>): Promise<boolean> {
  // Work that used the object may need a few turns to end.
  for (let turn = 0; turn < 50; turn++) {
    await setImmediate();
    collectGarbage();
    if (object.deref() === undefined) return true;
  }
  return false;
}
