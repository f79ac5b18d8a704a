import t from 'tap';
import { Pause } from '../../lab/soak/soak.ts';

const held = (what: string, milliseconds = 1000) => {
  const body = JSON.stringify({ attachments: [{ label: 'Face check', value: what }] });
  return { status: 412, body, milliseconds };
};
const letIn = { status: 200, body: '{}', milliseconds: 1000 };

t.test('the soak takes "locked out" for right after five failures in a row only', async (t) => {
  const pause = new Pause();
  let now = 0;
  const see = (answer: typeof letIn, after = 2000) => pause.see(answer, (now += after));
  t.equal(see(held('locked out')), false, 'nobody had failed');
  for (let i = 0; i < 4; i++) t.equal(see(held('no match')), false);
  t.equal(see(held('locked out')), false, 'four had');
  see(letIn);
  for (let i = 0; i < 5; i++) t.equal(see(held(i % 2 ? 'no match' : 'other person')), false);
  t.equal(see(held('not enrolled')), true, 'somebody else in between is nobody’s try');
  t.equal(see(held('locked out')), true);
  t.equal(see(held('locked out'), 30_000), false, 'the pause is over');
  t.equal(see(held('spoof suspected')), false);
  t.equal(see(held('locked out')), true, 'and another failure begins one');
  see(letIn);
  t.equal(see(held('locked out')), false, 'whoever is let in clears the count');
});
