import { failing, ok, warning, type Finding } from './finding.ts';
import { probe } from './probe.ts';

/** Answers tell the time in whole seconds, and take a while. */
const noticeableMs = 30_000;
/** From here on sign-ins are held for being too old, or seem to come from the future. */
const harmfulMs = 120_000;

/** Does this machine's clock agree with the clock of somebody else? */
export async function examineClock(url: string, now = () => Date.now()): Promise<Finding[]> {
  const about = 'Clock';
  const probed = await probe(url);
  if (probed.kind === 'fault' || !probed.date) {
    const todo = 'Look whether this machine is online.';
    return [warning('clock', about, `${url} could not be asked for the time.`, todo)];
  }
  const aside = now() - probed.tookMs / 2 - probed.date.getTime();
  const seconds = Math.round(Math.abs(aside) / 1000);
  if (Math.abs(aside) < noticeableMs) return [ok('clock', about, `It agrees with ${url}.`)];
  const found = `It is ${seconds} s ${aside > 0 ? 'ahead of' : 'behind'} ${url}.`;
  const todo = 'Turn on time synchronisation: timedatectl set-ntp true.';
  const say = Math.abs(aside) < harmfulMs ? warning : failing;
  return [say('clock', about, found, todo)];
}
