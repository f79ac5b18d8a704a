import t from 'tap';
import { Metrics } from '#server/ops/metrics.ts';
import type { Evidence } from '#server/sign-in/check.ts';
import { modelledVision } from '../support/modelled-visitor.ts';

t.test('how people fare with the dot is counted, at the first asking and the second', async (t) => {
  const metrics = new Metrics();
  const at = new Date();
  const decided = (evidence: Evidence) =>
    metrics.countSignIn({
      ...{ jobId: 'j', verdict: 'review', reason: 'no_match', check: 'face', checks: [], evidence },
      ...{ receivedAt: at, decidedAt: at },
    });
  decided({});
  decided({ challengeCount: 1, challengeFailed: false });
  decided({ challengeCount: 2, challengeFailed: false });
  decided({ challengeCount: 2, challengeFailed: true });
  decided({ challengeCount: 1, challengeExcused: true });
  const text = await metrics.registry.getSingleMetricAsString('vestibule_challenges_total');
  t.strictSame(text.split('\n').slice(2).sort(), [
    'vestibule_challenges_total{asking="first",outcome="cannot_move"} 1',
    'vestibule_challenges_total{asking="first",outcome="followed"} 1',
    'vestibule_challenges_total{asking="first",outcome="not_followed"} 2',
    'vestibule_challenges_total{asking="second",outcome="followed"} 1',
    'vestibule_challenges_total{asking="second",outcome="not_followed"} 1',
  ]);
});

t.test('what two cameras showed of faces is counted', async (t) => {
  const metrics = new Metrics();
  const at = new Date();
  for (const relief of ['head', 'flat', 'flat', 'unknown', undefined] as const) {
    const evidence = relief ? { relief } : {};
    metrics.countSignIn({
      ...{ jobId: 'j', verdict: 'review', reason: 'no_match', check: 'face', checks: [], evidence },
      ...{ receivedAt: at, decidedAt: at },
    });
  }
  const text = await metrics.registry.getSingleMetricAsString('vestibule_two_camera_faces_total');
  t.strictSame(text.split('\n').slice(2).sort(), [
    'vestibule_two_camera_faces_total{shape="flat"} 2',
    'vestibule_two_camera_faces_total{shape="head"} 1',
    'vestibule_two_camera_faces_total{shape="unknown"} 1',
  ]);
});

t.test('vision that is timed moves to the next recogniser as it did before', async (t) => {
  const next = { ...modelledVision.model, id: 'the next one' };
  t.equal(new Metrics().timeVision({ ...modelledVision, next }).next, next);
});
