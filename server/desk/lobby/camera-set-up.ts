import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CameraRigs } from '../../kiosk/camera-rigs.ts';
import type { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import { RigSetUp, type RigSetUpState } from '../../kiosk/rig-set-up.ts';
import { CameraSetUp } from '../../protocol/desk-manage-messages.ts';
import type { LearnFault, RigDescription, Vision } from '#face';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { captureTroubles, isRemote, remoteScreen } from './lobby-health.ts';

interface CameraSetUpOptions {
  kioskRegistry: KioskRegistry;
  rigs: CameraRigs;
  vision: Vision;
  sessions: DeskSessions;
}

const ofScreen = {
  params: Type.Object({ screenId: Type.String({ minLength: 1, maxLength: 64 }) }),
  response: { 200: CameraSetUp },
};

/**
 * `POST /desk/api/lobby/:screenId/cameras` starts to learn how the two cameras of a screen see each other, and `GET` says
 * how far that is, with both pictures while it runs.
 */
export const cameraSetUp: FastifyPluginAsyncTypebox<CameraSetUpOptions> = async (
  app,
  { kioskRegistry, rigs, vision, sessions },
) => {
  await app.register(rateLimit, { global: false });
  const { checkOrigin } = app.lobbyAccess.callers;
  const guard = deskGuard(sessions, 'confirm_camera');
  /** By screen: the latest set-up. Its pictures are gone when it is over. */
  const setUps = new Map<string, RigSetUp>();
  app.addHook('onClose', async () => setUps.forEach((setUp) => setUp.stop()));

  app.post(
    '/desk/api/lobby/:screenId/cameras',
    {
      schema: ofScreen,
      config: { rateLimit: { max: 20, timeWindow: '1 minute' } },
      onRequest: [checkOrigin, guard],
    },
    async ({ params: { screenId }, deskUser }): Promise<CameraSetUp> => {
      const running = setUps.get(screenId);
      if (running?.state.phase === 'running') return describe(running.state);
      if (isRemote(kioskRegistry, screenId)) return remoteSetUp;
      const actor = `desk:${deskUser!.accountId}`;
      const setUp = new RigSetUp({ kioskRegistry, rigs, vision }, screenId, actor);
      setUps.set(screenId, setUp);
      void setUp.run();
      return describe(setUp.state);
    },
  );

  app.get(
    '/desk/api/lobby/:screenId/cameras',
    { schema: ofScreen, onRequest: guard },
    async ({ params: { screenId } }, reply): Promise<CameraSetUp> => {
      void reply.header('cache-control', 'no-store');
      const setUp = setUps.get(screenId);
      if (setUp) return describe(setUp.state);
      return isRemote(kioskRegistry, screenId) ? remoteSetUp : notStarted;
    },
  );
};

const notStarted: CameraSetUp = { phase: 'failed', said: [], pictures: null };
const remoteSetUp: CameraSetUp = { ...notStarted, said: [remoteScreen] };

type Said = CameraSetUp['said'][number];

/** How far a set-up is, or how it ended and what to do then, the most important first. */
export function saidOf({ phase, measured, fault, ending, rig }: RigSetUpState): Said[] {
  const said = rig ? [learnedSentence(rig), ...adviceOn(rig)] : [troubleOf(phase, fault, ending)];
  if (phase === 'running') said.push(measuredSentence(measured));
  return said;
}

function describe(state: RigSetUpState): CameraSetUp {
  const { phase, pictures } = state;
  const encode = (jpeg: Uint8Array) => Buffer.from(jpeg).toString('base64');
  return {
    phase,
    said: saidOf(state),
    pictures: pictures && { first: encode(pictures.first), second: encode(pictures.second) },
  };
}

function learnedSentence({ baselineCentimetres }: RigDescription): Said {
  const centimetres = Math.round(baselineCentimetres);
  return {
    sentence: `The cameras are set up. They are about ${centimetres} cm apart.`,
    code: 'cameras_learned',
    values: { centimetres },
  };
}

function measuredSentence(count: number): Said {
  return { sentence: `Pairs measured: ${count}`, code: 'cameras_measured', values: { count } };
}

function troubleOf(
  phase: RigSetUpState['phase'],
  fault: LearnFault | null,
  ending: RigSetUpState['ending'],
): Said {
  // A person who stood there until the end, or for a hundred pairs, learns what was amiss with the pairs.
  if (phase === 'failed' && ending !== null && ending !== 'timed_out' && ending !== 'done')
    return { sentence: captureTroubles[ending], code: `test_${ending}` };
  if (fault === null) return { sentence: stand, code: 'cameras_stand' };
  return { sentence: faults[fault].sentence, code: faults[fault].code };
}

const stand =
  'Ask one person to the screen, an arm’s length away. They do what it says: step nearer, and back.';

const faults: Readonly<Record<LearnFault, Said & { code: string }>> = {
  too_few_pairs: {
    code: 'cameras_too_few_pairs',
    sentence: 'Too few pictures show the whole face in both cameras. Turn the cameras to the face.',
  },
  no_relief: {
    code: 'cameras_no_relief',
    sentence: 'No head was seen. A person has to be there, and no picture.',
  },
  too_little_movement: {
    code: 'cameras_too_little_movement',
    sentence: 'The person has to step nearer, and back.',
  },
  misfit: {
    code: 'cameras_misfit',
    sentence:
      'The pictures do not agree. Check that both cameras are fixed, and set them up again.',
  },
};

/** Beyond these, the cameras still work, and see less of a face together. Centimetres and degrees. */
const wellMounted = { least: 6, most: 15, toeIn: 8, roll: 5, higher: 4 } as const;

/** What to change at the cameras, most important first. */
function adviceOn(rig: RigDescription): Said[] {
  const { baselineCentimetres, toeInDegrees, rollDegrees, higherCentimetres } = rig;
  const { least, most, toeIn, roll, higher } = wellMounted;
  const advice: [boolean, Said][] = [
    [
      baselineCentimetres < least || baselineCentimetres > most,
      { code: 'cameras_distance', sentence: 'Mount the cameras 6 to 15 cm apart.' },
    ],
    [
      Math.abs(toeInDegrees) > toeIn,
      { code: 'cameras_parallel', sentence: 'Turn the cameras so that they look the same way.' },
    ],
    [
      Math.abs(rollDegrees) > roll || Math.abs(higherCentimetres) > higher,
      { code: 'cameras_level', sentence: 'Mount both cameras upright, and at the same height.' },
    ],
  ];
  return advice.flatMap(([isDue, said]) => (isDue ? [said] : []));
}
