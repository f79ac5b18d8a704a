import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { programVersion } from '../../config/environment.ts';
import type { CaptureEnding } from '../../kiosk/capture.ts';
import type { KioskRegistry } from '../../kiosk/kiosk-registry.ts';
import { testCapture } from '../../kiosk/operator-access.ts';
import { LobbyHealth } from '../../protocol/desk-health-messages.ts';
import type { DoctorFinding } from '../../protocol/set-up-steps.ts';
import { withoutCommands } from '../../protocol/terminal.ts';
import { CameraConfirmed, ScreenTest } from '../../protocol/desk-manage-messages.ts';
import { deskGuard } from '../accounts/desk-guard.ts';
import type { DeskSessions } from '../accounts/sessions.ts';
import { screensOf } from '../board/desk-socket.ts';
import type { CheckUp } from './check-up.ts';

type Light = LobbyHealth['lights'][number];

const lights = { ok: 'green', warning: 'amber', failing: 'red' } as const;

export interface LobbyHealthOptions {
  kioskRegistry: KioskRegistry;
  sessions: DeskSessions;
  checkUp: CheckUp;
}

/** `GET /desk/api/lobby`: whether visitors can be checked. */
export const lobbyHealth: FastifyPluginAsyncTypebox<LobbyHealthOptions> = async (app, options) => {
  const { kioskRegistry, sessions, checkUp } = options;
  await app.register(screenActs, options);

  app.get(
    '/desk/api/lobby',
    { schema: { response: { 200: LobbyHealth } }, onRequest: deskGuard(sessions, 'see') },
    async ({ deskUser }) => {
      const version = programVersion();
      const findings = await checkUp.findings();
      const lights = findings === null ? [notRun] : toLights(findings);
      const visibleLights = deskUser!.role === 'reception' ? inShort(lights) : lights;
      return { version, lights: visibleLights, screens: screensOf(kioskRegistry) };
    },
  );
};

const ofScreen = {
  params: Type.Object({ screenId: Type.String({ minLength: 1, maxLength: 64 }) }),
  response: { 200: ScreenTest },
};
const config = { rateLimit: { max: 20, timeWindow: '1 minute' } };

/** `POST /desk/api/lobby/:screenId/test` and `…/camera`. */
const screenActs: FastifyPluginAsyncTypebox<LobbyHealthOptions> = async (
  app,
  { kioskRegistry, sessions },
) => {
  await app.register(rateLimit, { global: false });
  const { checkOrigin } = app.lobbyAccess.callers;

  app.post(
    '/desk/api/lobby/:screenId/test',
    {
      schema: ofScreen,
      config,
      onRequest: [checkOrigin, deskGuard(sessions, 'test_lobby')],
    },
    async (request): Promise<ScreenTest> => {
      if (isRemote(kioskRegistry, request.params.screenId))
        return { worked: false, ...remoteScreen };
      const { ending, firstFrameMs } = await testCapture(kioskRegistry, request.params.screenId);
      const worked = ending === 'done';
      const seconds = Math.round((firstFrameMs ?? 0) / 100) / 10;
      const sentence = worked
        ? `The camera works: the first picture came after ${seconds.toFixed(1)} s.`
        : captureTroubles[ending];
      return { worked, sentence, code: `test_${ending}`, values: { seconds } };
    },
  );

  app.post(
    '/desk/api/lobby/:screenId/camera',
    {
      schema: { ...ofScreen, body: CameraConfirmed },
      onRequest: [checkOrigin, deskGuard(sessions, 'confirm_camera')],
    },
    ({ params, body, deskUser }) =>
      confirmCamera(kioskRegistry, params.screenId, body.camera, `desk:${deskUser!.accountId}`),
  );
};

async function confirmCamera(
  kioskRegistry: LobbyHealthOptions['kioskRegistry'],
  ...which: Parameters<KioskRegistry['confirmCamera']>
): Promise<ScreenTest> {
  const worked = await kioskRegistry.confirmCamera(...which);
  const sentence = worked
    ? 'From now on this is its camera.'
    : 'It has another camera again. Look at it once more.';
  return { worked, sentence, code: worked ? 'camera_confirmed' : 'camera_other_again' };
}

/** Whether the screen is connected to another instance only. */
export function isRemote(kioskRegistry: KioskRegistry, screenId: string): boolean {
  return kioskRegistry.status().find(({ id }) => id === screenId)?.instanceId !== undefined;
}

export const remoteScreen = {
  sentence:
    'The screen is connected to another machine of this installation. Do this from the desk there.',
  code: 'screen_elsewhere',
};

/** What to do about a capture that ended otherwise than it should. */
export const captureTroubles: Record<CaptureEnding, string> = {
  done: 'The camera works.',
  declined: 'Somebody at the screen said no to the camera.',
  cannot_move: 'Somebody at the screen said that they cannot move.',
  camera_failed:
    'The screen has no camera that it may use. Check that it is plugged in and allowed.',
  camera_stuck:
    'The camera shows one picture that does not move. Open its shutter, or plug it in again.',
  second_camera_missing:
    'Two cameras are needed, and the screen has one. Plug the second camera in.',
  camera_changed:
    'It is not the camera that was recorded, or there is one more. Look at it, and confirm it below if it is yours.',
  kiosk_offline: 'The screen is not connected. Check that it is on and shows its page.',
  no_kiosk_here: 'There is no such screen any more.',
  kiosk_busy: 'A visitor is in front of the camera. Try again in a moment.',
  timed_out: 'No picture came in time. Look at the screen and at its network.',
  aborted: 'The service is being restarted. Try again in a moment.',
};

const aboutAll = { finding: null, screen: null, whatToDo: null, guide: null };

/** Summarises the lights for the reception, who cannot fix the faults. */
function inShort(lights: readonly Light[]): Light[] {
  const amiss = lights.filter(({ light }) => light !== 'green');
  const [worst] = [...amiss.filter(({ light }) => light === 'red'), ...amiss];
  const sentence = worst
    ? `${amiss.length} of ${lights.length} checks found something. Tell a manager, or your administrator.`
    : 'Everything is in order.';
  const coded = {
    code: worst ? 'check_up_amiss' : 'check_up_fine',
    values: { count: amiss.length, all: lights.length },
  };
  return [
    {
      name: 'Vestibule',
      light: worst?.light ?? 'green',
      sentence,
      ...aboutAll,
      ...coded,
    },
  ];
}

const notRun: Light = {
  name: 'Check-up',
  light: 'amber',
  sentence: 'The check-up could not be run. Tell your administrator.',
  code: 'check_up_not_run',
  ...aboutAll,
};

function toLights(findings: readonly DoctorFinding[]): Light[] {
  return findings.map(({ code, about, screen = null, state, found, todo }) => ({
    name: about,
    finding: code,
    screen,
    light: lights[state],
    sentence: found,
    // The guide contains the commands.
    whatToDo: withoutCommands(todo ?? '') || null,
    guide: todo === null ? null : `Finding ${code}`,
  }));
}
