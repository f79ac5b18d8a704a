import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { sentencesOf } from '#server/config/language-files.ts';
import { personFields, storedFieldNames } from '#server/people/person-details.ts';
import { recordEvent } from '#server/audit/record.ts';
import { currentAgreement, publishConsentText, putConsent } from '#server/people/consent.ts';
import { insertSignIn } from '#server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { runJsonInTurn as run } from '../support/in-turn.ts';
import { installation } from './installation.ts';

t.test('a field of a person is named as in the commands', (t) => {
  const english = sentencesOf('export', 'en');
  for (const field of storedFieldNames) {
    t.equal(english.find(`field-${field}`), personFields[field].label);
  }
  t.end();
});

t.test('a person reads it in the language in which they agreed, or another one', async (t) => {
  const { folder, db, enrolled } = await installation(t);
  await enrolled('ada', 'Ada Example');
  await publishConsentText(db, { version: '1', text: 'Ich stimme zu.', language: 'de' }, 'test');
  const agreement = { ...(await currentAgreement(db)), language: 'de' };
  await putConsent(
    db,
    'ada',
    { statement: 'am Schirm', given: 'screen' },
    { givenAt: new Date(), recordedBy: 'kiosk:Lobby', agreement },
  );
  const event = { action: 'consent_renewed', actor: 'kiosk:Lobby', subject: 'ada' } as const;
  await recordEvent(db, { ...event, details: {} });
  const held = {
    claimedPersonId: 'ada',
    verdict: 'review',
    reason: 'no_match',
    frames: 3,
  } as const;
  await insertSignIn(db, decidedSignIn('job-1', held));
  const page = async (...more: string[]) => {
    const out = `out${more.join('')}`;
    const { code } = await run(folder, ['privacy', 'export', 'ada', '--out', out, ...more]);
    t.equal(code, 0);
    return readFileSync(path.join(folder, out, 'data.html'), 'utf8');
  };
  const german = await page();
  t.match(german, '<html lang="de" dir="ltr">');
  t.match(german, /wurden an den Empfang verwiesen\. Das Gesicht passt nicht zur registrierten/);
  t.match(german, /3 Bilder wurden angesehen und keines aufbewahrt/);
  t.match(
    german,
    /Eine neue Einwilligung von Ihnen wurde vermerkt\. Durch: Sie selbst an einem Bildschirm/,
  );
  t.match(german, /<pre dir="auto">Ich stimme zu\.<\/pre>/);
  const arabic = await page('--language', 'ar');
  t.match(arabic, '<html lang="ar" dir="rtl">');
  t.match(arabic, 'الوجه لا يطابق الشخص المسجّل.');
  t.notMatch(german + arabic, /undefined|\{\w+\}|>[a-z]+\.[a-z_]+</, 'every sentence is filled in');
  const { json } = await run(folder, [
    'privacy',
    'export',
    'ada',
    '--language',
    'xx',
    '--out',
    'x',
  ]);
  t.match(json['error'], { message: /Allowed choices are en, es/ });
});
