import t from 'tap';
import { sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { invitationEvent } from '../support/invitation.ts';
import { firstDay } from './newcomer.ts';

// A receptionist's first day: the tasks that come up, with the fewest presses that the page's words lead to.

const { guest1, guest3 } = sampleFaces;

t.test("a receptionist's first day", async (t) => {
  const { trial, db, enter } = await firstDay(t);
  const rita = { name: 'Rita Ring', email: 'rita@example.com' };
  await trial.enrol(rita, [await cropPhoto(guest3)]);
  const lobby = await trial.openKiosk({ frames: await webcamFrames(guest1, 12) });
  const ann = await enter('Ann Reception', 'reception');
  const { page } = ann;
  const latest = page.getByRole('complementary', { name: 'Latest' });
  const visitor = page.getByRole('complementary', { name: 'Visitor' });
  const isHeld = async (name: string, jobId: string, host = 'Hana Host') => {
    const email = `${jobId}@example.com`;
    t.equal((await trial.signIn({ name, email, host, jobId, entryId: jobId })).status, 412);
    await page.getByRole('heading', { name }).first().waitFor();
  };

  await t.test('somebody who forgot to enrol is let in', async (t) => {
    await isHeld('Zoë Walk-In', 'zoe');
    await visitor.getByText('Please check an identity document').waitFor();
    await ann.press('Document checked: let in · Zoë Walk-In');
    await ann.hears('Zoë Walk-In: Document checked, let in');
    await ann.isAt('Zoë Walk-In');
    t.equal(ann.presses(), 1);
  });

  await t.test('a visit is ended by mistake, and goes on', async (t) => {
    await isHeld('Uma Unsure', 'uma');
    await ann.press('Uma Unsure');
    await ann.press('Turn away');
    await ann.hears('Uma Unsure: Turned away');
    await ann.press('Undo · Uma Unsure', 'button', latest);
    await ann.hears('Uma Unsure waits again');
    await ann.isAt('Uma Unsure');
    await ann.press('Has left');
    await ann.hears('Uma Unsure: Left');
    t.equal(ann.presses(), 4);
  });

  await t.test('a card that is closed leads back to its row', async (t) => {
    await isHeld('Cy Card', 'cy');
    await ann.press('Cy Card');
    await ann.press('Close · Visitor');
    await ann.isAt('Cy Card');
    await ann.key('Enter');
    await visitor.getByRole('heading', { name: 'Cy Card' }).waitFor();
    await ann.key('Escape');
    await ann.isAt('Cy Card');
    t.equal(ann.presses(), 4);
  });

  await t.test('a ring is answered while Envoy waits', async (t) => {
    const answer = trial.signIn({ ...rita, jobId: 'rita', entryId: 'rita' });
    await page.getByRole('heading', { name: 'Let in Rita Ring?' }).waitFor();
    await ann.press('Document checked: open now · Rita Ring');
    t.equal((await answer).status, 200);
    await ann.hears('Rita Ring: Let in while Envoy waited');
    await latest.getByText('Rita Ring: Let in while Envoy waited').first().waitFor();
    t.equal(ann.presses(), 1);
  });

  await t.test('somebody who came yesterday is found', async (t) => {
    const at = new Date(Date.now() - 24 * 60 * 60_000);
    await db.updateTable('sign_ins').set({ receivedAt: at }).where('jobId', '=', 'uma').execute();
    await ann.press('History', 'link');
    await ann.press('Yesterday');
    await page.getByRole('row', { name: /Uma Unsure.*Left/ }).waitFor();
    t.equal(ann.presses(), 2);
    await ann.press('Today');
    const row = page.getByRole('row', { name: /Zoë Walk-In/ });
    await row.getByText('Document checked, let in').waitFor();
    await ann.press('Zoë Walk-In');
    await ann.press('Undo · Zoë Walk-In');
    await row.getByText('still waits').waitFor();
    await ann.isAt('Zoë Walk-In');
    t.equal(ann.presses(), 3, 'and an undo shows in the row');
  });

  await t.test('why a lobby screen is not working is read', async (t) => {
    await trial.openKiosk({ frames: [], camera: 'missing' });
    await ann.press('Kiosk 2: no checks', 'link');
    await page.getByText('Check that a camera is plugged in there').waitFor();
    t.equal(ann.presses(), 1);
    await lobby.stop();
    await page.getByRole('row', { name: /Kiosk 1.*check that it is on/ }).waitFor();
  });

  const isPastMidnight = new Date().getHours() === 0 && 'A visitor who is late came yesterday.';
  await t.test('a late visitor is found, with the host', { skip: isPastMidnight }, async (t) => {
    const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
    const expectedAt = new Date(Date.now() - 20 * 60_000);
    const invited = {
      inviteId: 'lena',
      name: 'Lena Late',
      host: 'Hugo Host',
      expectedAt,
      timezone,
    };
    const body = JSON.stringify(invitationEvent('invite_created', invited));
    const url = trial.service.hookUrl.replace('sign-in', 'events');
    t.equal((await sendSigned(url, trial.secrets.envoy[0], body)).status, 200);
    await ann.press('Expected', 'link');
    await page.getByRole('rowgroup').filter({ hasText: 'Late 1' }).getByText('Hugo Host').waitFor();
    t.equal(ann.presses(), 1);
    await ann.key('/');
    await page.keyboard.type('lena');
    await page.getByRole('option', { name: /Lena Late.*to see Hugo Host/ }).waitFor();
    await ann.key('Enter');
    await page.getByRole('main').getByText('to see Hugo Host').waitFor();
    t.equal(ann.presses(), 2, 'by name, too');
    await ann.press(/^Waiting/, 'link');
    await ann.press('Zoë Walk-In');
    await ann.press('Close · Visitor');
    const next = visitor.getByRole('listitem').filter({ hasText: 'Lena Late' });
    await next.getByText('overdue · to see Hugo Host').waitFor();
  });
});
