import t from 'tap';
import { type CallTrouble, EnvoyCalls } from '#server/envoy/envoy-calls.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

t.test('the desk says that Envoy lets visitors in, or that the clock is off', async (t) => {
  const time = new FakeClock('2026-03-12T17:00:00Z');
  const calls = new EnvoyCalls(time);
  const { open } = await deskWithBrowser(t, { trouble: () => shown(calls.trouble) });
  const { page } = await open('Rita Reception');
  const refused = page.getByText("Envoy's calls are refused");
  const clock = page.getByText('The clock of the machine that checks visitors');
  t.equal(await refused.isVisible(), false);

  for (let i = 0; i < 3; i++) {
    calls.noteRefused({ address: '203.0.113.7', saidByTunnel: null });
    await time.pass(2 * 60_000, async () => {});
  }
  await refused.waitFor();
  t.match(await refused.innerText(), /refused, the last on .*\d:\d\d/);
  t.notMatch(await refused.innerText(), /203/, 'an address is for the administrator');

  calls.noteAccepted();
  for (const job of ['1', '2', '3']) calls.noteSignIn(job, 15 * 60_000);
  await clock.waitFor();
  t.equal(await refused.isVisible(), false);

  calls.noteSignIn('4', 1000);
  await clock.waitFor({ state: 'hidden' });
});

function shown(trouble: CallTrouble | null) {
  return trouble && { kind: trouble.kind, lastAt: 'lastAt' in trouble ? trouble.lastAt : null };
}
