import type { WebSocketRoute } from 'playwright-core';
import t from 'tap';
import { publishConsentText } from '#server/people/consent.ts';
import { insertKiosk } from '#server/store/tables/kiosks.ts';
import { listWatchlistEntries } from '#server/store/tables/watchlists.ts';
import { deskWithBrowser } from './desk-in-browser.ts';

// A manager's tasks, in real Chromium.

t.test('Manage has four pages with forms of their own', async (t) => {
  const { desk, open } = await deskWithBrowser(t);
  const { db } = desk;
  const { page } = await open('Maria Boss', 'manager');
  await page.getByRole('link', { name: 'Manage' }).click();
  const parts = page.getByRole('navigation', { name: 'Manage' });
  await parts.waitFor();
  t.same(await parts.getByRole('link').allInnerTexts(), [
    ...['Accounts', 'Lobby screens', 'Watchlists', 'Consent texts'],
  ]);

  await t.test('an account is added in a dialog, which closes', async (t) => {
    await page.getByRole('button', { name: 'Add an account' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Rik Reception');
    const login = dialog.getByLabel('Login', { exact: false });
    await login.fill('no spaces');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.locator('input[aria-invalid=true]:focus').waitFor();
    t.match(await dialog.getByRole('alert').innerText(), /^A login has 1 to/);
    t.equal(await page.getByText(/^A login has 1 to/).count(), 1, 'said once, at its field');
    await login.fill('');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('cell', { name: 'Rik Reception', exact: true }).waitFor();
    t.equal(await dialog.count(), 0);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    t.match(copied, /^http.*\/desk\/#link=/);
  });

  await t.test('a double click revokes no account', async (t) => {
    await page.getByRole('button', { name: 'Revoke · Rik Reception', exact: true }).dblclick();
    const no = page.getByRole('button', { name: 'No', exact: true });
    t.equal(await no.count(), 1, 'it asks');
    await no.click();
    await page.locator('button:focus', { hasText: 'Revoke' }).press('Enter');
    await page.locator('button:focus', { hasText: 'No' }).press('Enter');
    await no.waitFor({ state: 'detached' });
    const accounts = await db.selectFrom('desk_accounts').select(['name', 'revokedAt']).execute();
    const isRevoked = accounts.filter(({ revokedAt }) => revokedAt !== null);
    t.same([accounts.length, isRevoked], [2, []]);
  });

  await t.test('a role is another one when it is saved, and not with each key', async (t) => {
    const role = page.getByLabel('Role of Rik Reception');
    await role.focus();
    for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    t.equal(await role.inputValue(), 'auditor');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Rik Reception has the role auditor now').waitFor();
    const changes = db.selectFrom('audit_events').select('details');
    t.match(await changes.where('action', '=', 'desk_role_changed').execute(), [
      { details: /"to":"auditor"/ },
    ]);
    t.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
  });

  await t.test('what is wrong with an entry is said at its field, and adds nothing', async (t) => {
    await parts.getByRole('link', { name: 'Watchlists' }).click();
    await page.getByRole('button', { name: 'Add somebody' }).click();
    const dialog = page.getByRole('dialog');
    const email = dialog.getByLabel('E-mail', { exact: true });
    await dialog.getByLabel('Full name').fill('Eve Example');
    await dialog.getByLabel('Why: the front desk will ask').fill('house ban');
    const phone = dialog.getByLabel('Telephone, with +');
    await phone.fill('12');
    await dialog.getByRole('button', { name: 'Add to the list' }).click();
    await dialog.locator('input[aria-invalid=true]:focus').waitFor();
    t.equal(await phone.getAttribute('aria-invalid'), 'true');
    t.equal(await email.getAttribute('aria-invalid'), null);
    t.match(await dialog.getByRole('alert').innerText(), /telephone number/);
    t.same(await listWatchlistEntries(db), []);
    await phone.fill('+1 415 555 0100');
    const photos = dialog.getByLabel('Photos: this person alone');
    await photos.setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') });
    await dialog.getByRole('button', { name: 'Add to the list' }).click();
    await dialog.getByRole('alert').getByText('A face on the list needs a legal basis').waitFor();
    t.same(await listWatchlistEntries(db), []);
    await photos.setInputFiles([]);
    await dialog.getByRole('button', { name: 'Add to the list' }).click();
    await page.getByRole('cell', { name: 'house ban' }).waitFor();
    t.equal(await dialog.count(), 0);
  });

  await t.test('an entry is put right in a dialog', async (t) => {
    const row = page.getByRole('row', { name: /Eve Example/ });
    await row.getByRole('button', { name: /^Eve Example/ }).click();
    const dialog = page.getByRole('dialog');
    t.equal(await dialog.getByLabel('Telephone, with +').inputValue(), '+14155550100');
    await dialog.getByLabel('Other names').fill('Eva Sample; E. Example');
    await dialog.getByLabel('Last day on the list').fill('2999-01-31');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: /Eva Sample, E. Example/ }).waitFor();
    t.equal(await dialog.count(), 0);
    await row.getByRole('button', { name: /^Eve Example/ }).click();
    t.equal(await dialog.getByLabel('Last day on the list').inputValue(), '2999-01-31');
    await page.keyboard.press('Escape');
    t.equal(await dialog.count(), 0);
  });

  await t.test('a table is imported, and what is wrong with it is shown', async (t) => {
    await page.getByRole('button', { name: 'Import a table' }).click();
    const dialog = page.getByRole('dialog');
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save a template' }).click(),
    ]);
    const file = dialog.getByLabel('CSV file');
    await file.setInputFiles(await template.path());
    await dialog.getByText('1 added, 0 not added.').waitFor();
    const csv = 'name,note\nIda Sample,nuisance\nBo Example,\n';
    await file.setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await dialog.getByText('1 added, 1 not added.').waitFor();
    t.match(await dialog.getByRole('listitem').allInnerTexts(), [/Row 3: There is no note/]);
    await page.keyboard.press('Escape');
    await page.getByRole('cell', { name: 'nuisance' }).waitFor();
    t.equal((await listWatchlistEntries(db)).length, 3);
  });

  await t.test('the own list is searched', async (t) => {
    const find = page.getByLabel('Find on your own list');
    await find.fill('nobody of this name');
    await page.getByText('No entry of your own list matches this.').waitFor();
    await find.fill('EVE');
    await page.getByRole('cell', { name: 'house ban' }).waitFor();
    t.pass();
  });

  await t.test(
    'a lobby screen is paired without a command, and a page has its address',
    async (t) => {
      await page.goto(page.url().replace('/lists', '/screens'));
      await page.getByRole('button', { name: 'Pair a lobby screen' }).click();
      const dialog = page.getByRole('dialog');
      const paired = { id: 'k', name: 'Hall', tokenHash: 'x', createdAt: new Date() };
      await insertKiosk(db, { ...paired, locationId: null, deviceId: null });
      await dialog.getByLabel(/Name/).fill('hall');
      await dialog.getByRole('button', { name: 'Make a code' }).click();
      await dialog.locator('input[aria-invalid=true]:focus').waitFor();
      await dialog.getByLabel(/Name/).fill('Lobby');
      await dialog.getByRole('button', { name: 'Make a code' }).click();
      await page.locator('code.code.large').waitFor();
      t.equal(await dialog.count(), 0);
      await page.goto(page.url().replace('/screens', '/texts'));
      await page.getByLabel('Version').fill('no spaces');
      await page.getByLabel('Language').selectOption('pt-BR');
      await page.getByLabel('Text', { exact: true }).fill('Concordo.');
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await page.getByRole('button', { name: 'Publish the new version' }).click();
      await page.locator('input[aria-invalid=true]:focus').waitFor();
      t.match(
        await page.locator('label').getByRole('alert').innerText(),
        /^A version has up to 40/,
      );
      t.equal(await page.getByRole('button', { name: 'Add somebody' }).count(), 0);
    },
  );

  await t.test('whom one person looks like is not said of the next', async (t) => {
    const before = page.url();
    let link: WebSocketRoute | undefined;
    await page.routeWebSocket(/desk.socket/, (socket) => {
      socket.connectToServer();
      link = socket;
    });
    type Asked = { twinOf: string[]; who: { textVersion: string } };
    const asked: Asked[] = [];
    await publishConsentText(db, { version: '7', text: 'I agree.' }, 'command:test');
    const enrolment = {
      ...{ id: 'first', jobId: null, name: 'Ada', record: null, screen: 'Hall', step: 'ended' },
      ...{ taken: 3, guidance: null, message: null, reasons: [], personId: null },
      looksLike: [{ personId: 'bo', explanation: 'The face looks like Bo.' }],
    };
    await page.route('**/desk/api/people/camera', (route) => {
      asked.push(route.request().postDataJSON() as Asked);
      return route.fulfill({ json: { enrolment } });
    });
    await page.reload();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('button', { name: 'Enrol somebody' }).click();
    await page.getByText('Version “7”, language not said').waitFor();
    const screen = { id: 'hall', name: 'Hall', connected: true, camera: 'ready', busy: false };
    const screens = [{ ...screen, otherCamera: null, twoCameras: null, phoneObstacle: null }];
    link!.send(JSON.stringify({ type: 'screens', screens }));
    await page.getByLabel('Which lobby screen are they at?').selectOption('Hall');
    await page.getByLabel('Full name').fill('Ada');
    const take = page.getByRole('button', { name: 'Enrol with this camera' });
    await take.click();
    link!.send(JSON.stringify({ type: 'enrolments', enrolments: [enrolment] }));
    await page.getByLabel('Twins, or only alike').check();
    for (let times = 2; times <= 3; times++) {
      const answered = page.waitForResponse('**/desk/api/people/camera');
      await take.click();
      await answered;
    }
    t.same(
      asked.map(({ twinOf }) => twinOf),
      [[], ['bo'], []],
    );
    t.equal(asked[0]?.who.textVersion, '7', 'the text that the form shows');
    const enrolled = { ...enrolment, step: 'enrolled', personId: 'ada', looksLike: [] };
    link!.send(JSON.stringify({ type: 'enrolments', enrolments: [enrolled] }));
    await page.getByText('The camera knows them next time').waitFor();
    // It is required, so it is invalid once it is empty for the next person.
    await page.getByLabel('Full name').and(page.locator(':invalid')).waitFor();
    await page.goto(before);
  });

  await t.test('why a screen does not offer the phone is on its card', async (t) => {
    const before = page.url();
    let link: WebSocketRoute | undefined;
    await page.routeWebSocket(/desk.socket/, (socket) => {
      socket.connectToServer();
      link = socket;
    });
    await page.reload();
    await page.getByRole('link', { name: 'Lobby' }).click();
    await page.getByText('Check-up', { exact: true }).waitFor();
    const screen = { id: 'hall', name: 'Hall', connected: true, camera: 'ready', busy: false };
    const cameras = { otherCamera: null, twoCameras: null };
    const screens = [{ ...screen, ...cameras, phoneObstacle: 'no_bluetooth' }];
    link!.send(JSON.stringify({ type: 'screens', screens }));
    const why = page.getByText('the machine of this screen has no Bluetooth adapter');
    await why.waitFor();
    // The bar has a button of this name, too.
    await page.getByRole('table').getByRole('button', { name: 'Hall', exact: true }).click();
    await why.waitFor({ state: 'detached' });
    t.equal(await page.getByRole('row', { name: 'Hall' }).count(), 1, 'a press closes it again');
    await page.goto(before);
  });

  await t.test('a view that could not be fetched is asked for again', async (t) => {
    await page.clock.install();
    await page.route('**/later-*.js', (route) => route.abort(), { times: 1 });
    const failed = page.waitForEvent('requestfailed');
    await page.reload();
    await failed;
    await page.getByText('One moment').waitFor();
    await page.clock.runFor(3000);
    await page.getByRole('form', { name: 'Publish a consent text' }).waitFor();
    t.pass();
  });
});
