import type { AppContext, AppInput } from './app-context.ts';
import { GrowingContext } from './growing-context.ts';
import { desk, notifications, otherInstances } from './features/desk.ts';
import { hook, reload, unreadSignIns, watches } from './features/hook.ts';
import { kiosks, lobbyListener, readiness } from './features/lobby.ts';
import {
  envoyPlugin,
  faceModels,
  gallery,
  loadedModels,
  retention,
  rules,
} from './features/rules-and-people.ts';
import { answeredMeanwhile, checks, lostAnswers, signIns } from './features/sign-ins.ts';
import { auditSeal, database, keys, languageFiles, signsOfLife } from './features/storage.ts';
import type { StopSequence } from './stop-sequence.ts';

/**
 * Builds and starts every part of the service. Meanwhile the early hook listener holds everybody. The hook is last: a
 * start that fails before it has answered nobody. `StopSequence` says when each of the two groups stops, in the reverse
 * order.
 * @param onStep called with what the start waits for
 */
export async function buildAppContext(
  input: AppInput,
  stops: StopSequence,
  onStep: (step: string) => void,
): Promise<AppContext> {
  const stored = new GrowingContext(input, onStep, (stop) => stops.store.push(stop))
    .add('the data folder and the database', database)
    .add('the keys and the register of erasures', keys)
    .add('the audit record', auditSeal)
    .add('the last sign of life', signsOfLife);
  const app = new GrowingContext(stored.whole, onStep, (stop) => stops.parts.push(stop))
    .add('the retention', retention)
    .add('the policy', rules)
    .add('the face models', faceModels)
    .add('the language files', languageFiles)
    .add('the people enrolled', gallery)
    .add('what is set up in Envoy', envoyPlugin)
    .add('the notification file', notifications)
    .add('the desk', desk)
    .add('what was answered meanwhile', answeredMeanwhile)
    .add('the face models', loadedModels)
    .add('the other instances', otherInstances)
    .add('the lobby screens', kiosks)
    .add('the lobby listener', readiness)
    .add('the lobby listener', lobbyListener)
    .add('the lists', checks)
    .add('the sign-ins', signIns)
    .add('the answers lost before', lostAnswers)
    .add('the unread sign-ins', unreadSignIns)
    .add('the watches', watches)
    .add('the files of the operator', reload)
    .add('the hook listener', hook);
  return app.whole;
}
