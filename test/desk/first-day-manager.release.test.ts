import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../lab/trial/sample-photos.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { firstDay } from './newcomer.ts';

// A manager's first day at the desk: what reception may not do.

const { womanA, womanB, guest2, guest4 } = sampleFaces;

t.test("a manager's first day", async (t) => {
  const { trial, db, enter } = await firstDay(t);
  const zoltan = { name: 'Zoltan Quentaris', email: 'zoltan@example.com' };
  await trial.enrol(zoltan, [await cropPhoto(guest2)]);
  await trial.enrol({ name: 'Ed Erased', email: 'ed@example.com' }, [await cropPhoto(guest4)]);
  await trial.openKiosk({ frames: await webcamFrames(guest2, 12) });
  const mia = await enter('Mia Manager', 'manager');
  const { page } = mia;
  const visitor = page.getByRole('complementary', { name: 'Visitor' });
  const hold = async (who: typeof zoltan, jobId: string) => {
    t.equal((await trial.signIn({ ...who, jobId, entryId: jobId })).status, 412);
    await visitor.getByText('Please follow your watchlist procedure').waitFor();
  };

  await t.test('a visitor who is on an official list is turned away', async (t) => {
    await hold({ name: 'Soltan Kwentaris', email: 'soltan@example.com' }, 'soltan');
    await visitor.getByText('KWENTARIS, Soltan').waitFor();
    await mia.press('Turn away');
    await mia.hears('Soltan Kwentaris: Turned away');
    await mia.isAt('Soltan Kwentaris');
    t.equal(mia.presses(), 1);
    await mia.press('Close · Visitor');
  });

  await t.test(
    'a visitor who is somebody else is let in, and is not held for it again',
    async (t) => {
      mia.presses();
      await hold(zoltan, 'zoltan');
      await mia.press('Not the same person · QUENTARIS, Zoltan Miro');
      await mia.hears('From now on this entry does not hold Zoltan Quentaris');
      await mia.press('Not the same person');
      await visitor.getByText(/Mia Manager said .* not the same person/).waitFor();
      await mia.press('Document checked: let in');
      await mia.type('Why are they let in? Your answer goes on record.', 'Born in 1980.');
      await mia.press('Let in');
      await mia.hears('Zoltan Quentaris: Document checked, let in');
      t.equal(mia.presses(), 5);
      const again = { ...zoltan, jobId: 'zoltan-2', entryId: 'zoltan-2' };
      t.equal((await trial.signIn(again)).status, 200);
    },
  );

  await t.test("a person's record is erased", async (t) => {
    await mia.press('People', 'link');
    await mia.press('Ed Erased');
    await mia.press('Erase');
    await mia.type('Type the name to confirm: Ed Erased', 'Ed Erased');
    const receipt = page.waitForEvent('download');
    await mia.press('Erase Ed Erased for good');
    await receipt;
    await mia.hears('The receipt, which holds neither name nor face, was saved.');
    t.equal(mia.presses(), 5);
    // Neither on the card nor in the list.
    await page.getByText('ed@example.com').waitFor({ state: 'detached' });
    await mia.press('Close');
    await page.locator('#people:focus').waitFor();
  });

  await t.test('a new person is enrolled with two photos', async (t) => {
    const photos: string[] = [];
    for (const [nth, face] of [womanA, womanB].entries()) {
      photos.push(path.join(t.testdir({}), `${nth}.jpg`));
      writeFileSync(photos[nth]!, await cropPhoto(face));
    }
    mia.presses();
    await mia.press('Enrol somebody');
    await mia.type('Full name, as they type it on the iPad', 'Nia New');
    await mia.type('E-mail', 'nia@example.com');
    await mia.type('How and when they agreed', 'signed form today');
    // A person is looked at meanwhile, and nothing that was typed is lost.
    await mia.press('Zoltan Quentaris');
    await page.getByRole('region', { name: 'Zoltan Quentaris' }).waitFor();
    await mia.press('Close', 'button', page.getByRole('region', { name: 'Zoltan Quentaris' }));
    await mia.isAt('Zoltan Quentaris');
    const chosen = page.waitForEvent('filechooser');
    await page.getByLabel(/^Photos: this person alone/).click();
    await (await chosen).setFiles(photos);
    await mia.press('Enrol from photos');
    await mia.hears('Enrolled from 2 photos.');
    await page.getByRole('row', { name: /Nia New.*nia@example.com.*2/ }).waitFor();
    t.equal(mia.presses(), 7);
  });

  await t.test('somebody is put on the own list and taken off it', async (t) => {
    await mia.press('Manage', 'link');
    await mia.press('Watchlists', 'link');
    await mia.press('Add somebody');
    const dialog = page.getByRole('dialog');
    await mia.type('Full name', 'Eve Example', dialog);
    await mia.key('Escape');
    await mia.isAt('Add somebody');
    await mia.press('Add somebody');
    await mia.type('Why: the front desk will ask', 'house ban', dialog);
    await mia.press('Add to the list');
    await page.getByRole('cell', { name: 'Eve Example', exact: true }).waitFor();
    await mia.isAt('Add somebody');
    t.equal(mia.presses(), 8, 'two of them an Escape, and back to the draft');
    await mia.press('Eve Example');
    await mia.type('Country, or its code', 'SE', dialog);
    await mia.press('Save');
    await mia.isAt('Eve Example');
    t.equal(mia.presses(), 3, 'a change leads back to its row');
    await mia.press('Remove · Eve Example');
    await mia.press('Remove for good');
    await page.getByText('Your own list is empty.').waitFor();
    await page.locator('[role=status]:focus').waitFor();
    t.equal(mia.presses(), 2);
  });

  await t.test('somebody whose record has run out is invited, or it is said why not', async (t) => {
    await publishConsentText(db, { version: '1', text: 'I agree.' }, 'command:test');
    await mia.press('People', 'link');
    await mia.press('Nia New');
    await mia.press('Invite to enrol');
    await mia.hears(/mail server/);
    t.equal(mia.presses(), 3);
  });
});
