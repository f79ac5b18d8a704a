import t from 'tap';
import { insertSignIn } from '../../server/store/tables/sign-ins.ts';
import { decidedSignIn } from '../store/rows.ts';
import { again, place } from '../support/asked-place.ts';
import type { Behaviour } from '../support/modelled-visitor.ts';

/** A face in front of the screen is a little redder under a warm tint. */
const reflecting: Behaviour['glows'] = (tint, frame) =>
  0.008 * (tint === 'warm' ? 1 : tint === 'cool' ? -1 : 0) + 0.002 * Math.sin(1.7 * frame);
/** A film shows the tints of its recording, not those of the current capture. */
const recorded: Behaviour['glows'] = (_tint, frame) => (Math.floor(frame / 4) % 2 ? 0.008 : -0.008);

t.test('a face goes along with the tints of now, and a film with others', async (t) => {
  const { signIn } = await place(t, { policy: again });
  const lit = await signIn({ glows: reflecting });
  t.match(lit, { status: 200, reason: 'matched' });
  t.ok(lit.lightAgreement! > 0.8, String(lit.lightAgreement));
  const film = await signIn({ glows: recorded });
  t.match(film, { status: 200 }, 'it decides nothing');
  t.ok(film.lightAgreement! < 0.7, String(film.lightAgreement));
  t.match(await signIn(), { status: 200, lightAgreement: null }, 'a screen that shows no tints');
});

t.test('the light decides once a manager says so and fifty have their number', async (t) => {
  const { signIn, db } = await place(t, { policy: again, light: { mode: 'require', limit: 0.75 } });
  t.match(await signIn({ glows: recorded }), { status: 200 }, 'there are too few');
  for (let number = 0; number < 49; number += 1) {
    const genuine = { verdict: 'approved', reason: 'matched', lightAgreement: 0.9 };
    await insertSignIn(db, decidedSignIn(`genuine ${number}`, genuine));
  }
  const held = { status: 412, reason: 'light_not_seen', tried: 'failed', isForDesk: true };
  t.match(await signIn({ glows: recorded }), held);
  t.match(await signIn(), { ...held, lightAgreement: null }, 'nor is it known without tints');
  t.match(await signIn({ glows: reflecting }), { status: 200, reason: 'matched' });
});
