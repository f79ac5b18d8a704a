import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { sendSigned } from '../../lab/simulate/held-sign-in.ts';
import { cropPhoto, sampleFaces } from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { publishConsentText } from '#server/people/consent.ts';
import { OptOuts } from '#server/people/opt-outs.ts';
import { auditEventsAbout } from '#server/store/tables/audit-events.ts';
import { retryMessages } from '#server/store/tables/outbox.ts';
import { untilTrue } from '../postgres/installation.ts';
import { invitationEvent } from '../support/invitation.ts';
import { KeepingMailServer } from '../support/mail-server.ts';
import { Offerer } from './desk-people.ts';

// The whole service, an Envoy that signs its calls, and a mail server that is up or down.

async function place(t: Test) {
  const mail = await new KeepingMailServer().start();
  t.teardown(() => mail.stop());
  const dataDir = path.join(t.testdir(), 'data');
  mkdirSync(dataDir);
  const server = `{ host: 127.0.0.1, port: ${mail.port}, from: desk@acme.example }`;
  const channels = '[{ name: lobby, type: email, to: [lobby@acme.example] }]';
  writeFileSync(path.join(dataDir, 'notify.yaml'), `email: ${server}\nchannels: ${channels}\n`);
  const trial = await Trial.start(dataDir, pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const { db, hookUrl } = trial.service;
  const { browser, accountId } = await Offerer.enter(t, trial, 'manager');
  const expect = async (inviteId: string, name: string, email: string | null) => {
    const invited = { inviteId, name, email, expectedAt: new Date() };
    const event = invitationEvent('invite_created', invited);
    const url = hookUrl.replace('sign-in', 'events');
    const { status } = await sendSigned(url, trial.secrets.envoy[0], JSON.stringify(event));
    t.equal(status, 200);
  };
  const invite = (inviteId: string) => browser.post(`/desk/api/expected/${inviteId}/invite`);
  const publish = (version: string) =>
    publishConsentText(
      db,
      { version, text: `What you agree to.\nText ${version}.` },
      'command:test',
    );
  const outbox = () =>
    db
      .selectFrom('outbox')
      .select(['state', 'lastFault', 'contents', 'personId'])
      .where('kind', '=', 'enrolment_invited')
      .orderBy('createdAt', 'desc')
      .execute();
  return { mail, trial, db, browser, accountId, expect, invite, publish, outbox };
}

t.test(
  'a visitor is invited to enrol by one mail, with the text that they would agree to',
  async (t) => {
    const { mail, trial, db, browser, accountId, expect, invite, publish, outbox } = await place(t);
    const reception = await Offerer.enter(t, trial, 'reception');
    await expect('1', 'Zoë Stranger', 'zoe@example.com');
    await expect('2', 'Zoë Stranger', 'Zoe@Example.com');
    await expect('3', 'Cy Nomail', null);
    await expect('4', 'Di Twice', 'di@example.com');
    t.match(await reception.browser.post('/desk/api/expected/1/invite'), { status: 403 });
    const noText = { status: 409, json: { message: /no consent text/ } };
    t.match(await invite('1'), noText, 'nobody can enrol without one');
    await publish('1');
    t.match(await invite('3'), { status: 409, json: { message: /e-mail address is not known/ } });
    t.match(await invite('nobody'), { status: 409, json: { message: /not known any more/ } });
    t.same(await outbox(), []);

    t.match(await invite('1'), { status: 200, json: { message: /on its way/ } });
    await untilTrue(() => mail.all.length === 1);
    t.match(mail.all, [{ to: ['zoe@example.com'], body: /What you agree to\.\r?\nText 1\./ }]);
    t.match(mail.all[0]?.body, /bring an identity document[^]*do not send a photo/);
    t.match((await auditEventsAbout(db, '1')).at(-1), {
      action: 'enrolment_invited',
      actor: `desk:${accountId}`,
    });
    const again = { status: 409, json: { message: /were invited on/ } };
    t.match(await invite('1'), again);
    t.match(await invite('2'), again, 'the same address at another visit');

    const both = await Promise.all([invite('4'), invite('4')]);
    t.ok(both.some(({ status }) => status === 200));
    await untilTrue(async () => (await outbox()).every(({ state }) => state === 'sent'));
    t.equal(mail.all.filter(({ to }) => to.includes('di@example.com')).length, 1);

    await browser.call('PUT', '/desk/api/preferences', { language: 'de' });
    await expect('5', 'Ed German', 'ed@example.com');
    t.match(await invite('5'), { status: 200, json: { code: 'invited' } });
    await untilTrue(() => mail.all.some(({ to }) => to.includes('ed@example.com')));
    const body = mail.all.at(-1)?.body;
    t.match(body, /einen Ausweis mit[^]*senden Sie kein Foto/, 'in the language of the account');
    t.match(body, '<html lang="de" dir="ltr">');
  },
);

t.test('nobody is written to who does not want it, or was erased, or needs nothing', async (t) => {
  const { mail, trial, db, browser, expect, invite, publish, outbox } = await place(t);
  const ada = { name: 'Ada Example', email: 'ada@example.com' };
  const bo = { name: 'Bo Example', email: 'bo@example.com' };
  const cy = { name: 'Cy Example', email: 'cy@example.com' };
  await publish('1');
  const adaId = await trial.enrol(ada, [await cropPhoto(sampleFaces.womanA)]);
  const inviteAda = () => browser.post(`/desk/api/people/${adaId}/invite`);
  t.match(await inviteAda(), { status: 409, json: { message: /enrolled already/ } });
  const optOuts = new OptOuts(db, trial.config);
  await expect('away', 'Eve Away', 'eve@example.com');
  await optOuts.add({ name: null, email: 'eve@example.com', employeeId: null }, 'command:test');
  t.match(await invite('away'), { status: 409, json: { message: /do not want face checks/ } });
  t.same(await outbox(), []);

  await mail.down();
  await publish('2');
  t.match(await inviteAda(), { status: 200 }, 'whose consent is to an earlier text');
  t.match(await outbox(), [{ state: 'waiting', personId: adaId }]);
  await browser.post(`/desk/api/people/${adaId}/erase`, { name: 'Ada Example' });
  t.match(await outbox(), [{ state: 'forgotten', contents: null, personId: null }]);
  t.match(await inviteAda(), { status: 409, json: { message: /not known any more/ } });

  await expect('cy', cy.name, cy.email);
  t.match(await invite('cy'), { status: 200 });
  const cyId = await trial.enrol(cy, [await cropPhoto(sampleFaces.guest2)]);
  await browser.post(`/desk/api/people/${cyId}/erase`, { name: cy.name });
  t.match((await outbox())[0], { state: 'forgotten', contents: null }, 'who was not enrolled then');

  await expect('bo', bo.name, bo.email);
  t.match(await invite('bo'), { status: 200 });
  await untilTrue(async () => (await outbox())[0]?.lastFault != null);
  await optOuts.add({ name: null, email: bo.email, employeeId: null }, 'command:test');
  await mail.start();
  await untilTrue(async () => {
    const now = new Date();
    const giveUpAt = new Date(now.getTime() + 60_000);
    await retryMessages(db, { channel: 'a visitor' }, { now, giveUpAt });
    trial.service.notifications.written.wake();
    return (await outbox())[0]?.lastFault === 'not_wanted';
  });
  t.same(mail.all, [], 'while the mail waited');
  t.match((await outbox())[0], { state: 'forgotten' }, 'which is no failure to deliver');
});
