import { searchesOf } from '../../checks/watchlist.ts';
import { mayBeInvited } from '../../desk/arrivals/enrolment-invitations.ts';
import { createDesk } from '../../desk/start-desk.ts';
import { startNotify } from '../../notify/start-notify.ts';
import { Metrics } from '../../ops/metrics.ts';
import type { CallTroubleShown } from '../../protocol/desk-messages.ts';
import { Watchlist } from '../../watchlist/watchlist.ts';
import type { AppContext, Needs } from '../app-context.ts';
import type { OnClose } from '../growing-context.ts';
import { startInstances } from '../instances.ts';

export async function notifications(
  {
    config,
    secrets,
    store,
    people,
    optOuts,
    envoy,
    log,
  }: Needs<'config' | 'secrets' | 'store' | 'people' | 'optOuts' | 'envoy' | 'log'>,
  onClose: OnClose,
) {
  const metrics = new Metrics();
  const started = await startNotify({
    ...{ config, secrets, db: store.db, log },
    contacts: envoy.contacts,
    mayInvite: (claim) => mayBeInvited({ people, optOuts }, claim, new Date()),
    destinations: envoy.destinations,
    onEnd: (channel, outcome) => metrics.countMessage(channel, outcome),
    showsNumber: () => store.sessions.isLeaderFor('watching'),
  });
  onClose(() => started.stop());
  return { metrics, notifications: started };
}

/** The front desk without its page. */
export async function desk({
  policy,
  earlyHook,
  ...needs
}: Needs<
  'config' | 'store' | 'people' | 'optOuts' | 'policy' | 'notifications' | 'earlyHook' | 'log'
>) {
  const watchlist = new Watchlist(needs.store.db);
  const lists = { watchlist, searches: () => searchesOf(policy.settingsOf('watchlist')) };
  const trouble = () => shownTrouble(earlyHook);
  return { watchlist, desk: await createDesk({ ...needs, lists, trouble }) };
}

export async function otherInstances(
  {
    config,
    store,
    desk,
    policy,
    people,
    log,
  }: Needs<'config' | 'store' | 'desk' | 'policy' | 'people' | 'log'>,
  onClose: OnClose,
) {
  const fingerprint = () => policy.fingerprint;
  const deps = { store, config, cipher: desk.cipher, policy: fingerprint, log };
  const instances = await startInstances(deps, onClose);
  instances.refreshOn('people_revision', () => people.refresh());
  return { instances };
}

/** Converts the trouble with Envoy's calls to the form that the desk shows. */
function shownTrouble({ calls }: Pick<AppContext['earlyHook'], 'calls'>): CallTroubleShown | null {
  const { trouble } = calls;
  if (!trouble) return null;
  return { kind: trouble.kind, lastAt: 'lastAt' in trouble ? trouble.lastAt : null };
}
