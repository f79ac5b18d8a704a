import { once } from 'node:events';
import { pino } from 'pino';
import t from 'tap';
import {
  cropPhoto,
  emptyFrames,
  sampleFaces,
  webcamFrames,
} from '../../lab/trial/sample-photos.ts';
import { Trial } from '../../lab/trial/trial.ts';
import { publishConsentText, withdrawConsent } from '#server/people/consent.ts';
import { openAsAnother } from '../support/elsewhere.ts';
import { deskCardsOf } from '#server/store/tables/desk-cards.ts';
import { findSignIn } from '#server/store/tables/sign-ins.ts';

const actor = 'command:desk';
const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };

t.test('whoever may no longer be compared when the camera goes off is not let in', async (t) => {
  const trial = await Trial.start(t.testdir(), pino({ level: 'silent' }));
  t.teardown(() => trial.stop());
  const nobody = await emptyFrames(4);
  const kiosk = await trial.openKiosk({ frames: nobody });
  const { db, messages, optOuts, erase } = await openAsAnother(t, trial, actor);

  /** The outcome when the enrolled person appears in front of the camera after `change`. */
  const outcomeAfter = async (
    jobId: string,
    change: (annaId: string) => Promise<unknown>,
    visitor = anna,
  ) => {
    kiosk.show(nobody);
    const annaId = await trial.enrol(anna, [await cropPhoto(sampleFaces.womanA)]);
    const guided = once(kiosk, 'guidance');
    const shown = once(kiosk, 'outcome');
    const held = trial.signIn({ ...visitor, jobId });
    await guided;
    await change(annaId);
    kiosk.show(await webcamFrames(sampleFaces.womanB, 12));
    const { status } = await held;
    const [screen] = (await shown) as [string];
    const row = await findSignIn(db, jobId);
    const card = (await deskCardsOf(db, [jobId]))[0]?.contents;
    const carded = card ? JSON.stringify(messages.open(card, jobId)) : null;
    await erase(annaId);
    return { status, reason: row?.reason, score: row?.score, note: row?.note, screen, carded };
  };
  const unscored = {
    status: 412,
    score: null,
    note: /while the camera was on/,
    screen: 'please_wait',
  };

  const unchanged = await outcomeAfter('none', async () => {});
  t.match(unchanged, { status: 200, reason: 'matched', screen: 'welcome' });
  // An opt-out leaves no score.
  t.match(await outcomeAfter('opt-out', () => optOuts.add({ email: anna.email }, actor)), {
    ...unscored,
    reason: 'opted_out',
  });
  await optOuts.remove({ email: anna.email }, actor);
  const byName = { name: anna.name, email: '' };
  t.match(await outcomeAfter('name', () => optOuts.add({ email: anna.email }, actor), byName), {
    ...unscored,
    reason: 'opted_out',
  });
  await optOuts.remove({ email: anna.email }, actor);
  t.match(await outcomeAfter('withdrawn', (id) => withdrawConsent(db, id, actor)), {
    ...unscored,
    reason: 'opted_out',
  });
  t.match(await outcomeAfter('erased', erase), {
    ...unscored,
    reason: 'not_enrolled',
    // This card is created after the erasure has searched the cards.
    carded: /^(?!.*(Anna|Lindqvist|Hetty|example))/,
  });
  const text = { version: '2', text: 'What becomes of the pictures is another matter now.' };
  t.match(await outcomeAfter('text', () => publishConsentText(db, text, actor)), {
    ...unscored,
    reason: 'consent_outdated',
  });
});
