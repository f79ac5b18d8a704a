import t from 'tap';
import { EnvoyCalls } from '../../server/envoy/envoy-calls.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

t.test('the desk says that Envoy lets visitors in, or that the clock is off', async (t) => {
  const calls = new EnvoyCalls();
  const { open } = await deskWithBrowser(t, { trouble: () => calls.trouble?.kind ?? null });
  const { page } = await open('Rita Reception');
  const refused = page.getByText("Envoy's calls are refused");
  const clock = page.getByText('The clock of the machine that checks visitors');
  t.equal(await refused.isVisible(), false);

  calls.noteRefused();
  await refused.waitFor();

  calls.noteAccepted();
  for (const job of ['1', '2', '3']) calls.noteSignIn(job, 15 * 60_000);
  await clock.waitFor();
  t.equal(await refused.isVisible(), false);

  calls.noteSignIn('4', 1000);
  await clock.waitFor({ state: 'hidden' });
});
