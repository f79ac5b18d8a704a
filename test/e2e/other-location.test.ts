import { pino } from 'pino';
import t from 'tap';
import { cropPhoto, sampleFaces, webcamFrames } from '../../scripts/trial/sample-photos.ts';
import { Trial } from '../../scripts/trial/trial.ts';
import { findSignIn } from '../../server/store/tables/sign-ins.ts';

const policy = `
rules:
  - name: own location
    when: { flow: Own location }
    checks: { face: { others: same_location } }
default:
  checks: { face: {} }
`;

t.test(
  'an enrolled face under another name is told as such where their location counts',
  async (t) => {
    const folder = t.testdir({ 'policy.yaml': policy });
    const trial = await Trial.start(folder, pino({ level: 'silent' }));
    t.teardown(() => trial.stop());
    const { womanA, womanB, guest2 } = sampleFaces;
    const anna = { name: 'Anna Lindqvist', email: 'anna@example.com' };
    const bea = { name: 'Bea Moreau', email: 'bea@example.com' };
    await trial.enrol({ ...anna, locations: '101; 102' }, [await cropPhoto(womanA)]);
    await trial.enrol({ ...bea, locations: '103' }, [await cropPhoto(guest2)]);
    await trial.openKiosk({ frames: await webcamFrames(womanB, 12) });
    let job = 0;
    /** Anna stands before the camera. */
    const reasonFor = async (visitor: typeof anna, locationId: string, flow: string) => {
      const jobId = `job-${++job}`;
      const { status } = await trial.signIn({ ...visitor, jobId, flow, locationId });
      return [status, (await findSignIn(trial.service.db, jobId))?.reason];
    };
    const own = 'Own location';
    t.strictSame(await reasonFor(bea, '103', 'Visitor'), [412, 'other_person'], 'everybody');
    t.strictSame(await reasonFor(bea, '103', own), [412, 'no_match'], 'nobody of that location');
    t.strictSame(await reasonFor(bea, '102', own), [412, 'other_person'], 'somebody of this one');
    t.strictSame(await reasonFor(anna, '103', own), [200, 'matched'], 'who is meant is compared');
  },
);
