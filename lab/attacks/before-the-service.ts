import { pino } from 'pino';
import sharp from 'sharp';
import { inTemporaryFolder } from '../../scripts/terminal/temporary-folder.ts';
import { Trial } from '../trial/trial.ts';
import { dotAt } from '#face';
import type { LivenessMode } from '#server/config/liveness.ts';
import type { DotPath } from '#server/protocol/messages.ts';
import type { Attacker } from './attackers.ts';
import type { MorphPhoto } from './morph.ts';
import type { PlayedAttack } from './play.ts';
import { photographAttack } from './shown.ts';

interface Options {
  /** The photo that the victim is enrolled with. */
  photo: MorphPhoto;
  liveness: LivenessMode;
  reactionMs: number;
  shaking: () => number;
}

const victim = { name: 'Vera Victim', email: 'vera@example.com' };

/**
 * Plays one attack through the whole service as Envoy and a lobby screen reach it: a signed call, the WebSocket, the
 * models, in real time. Each attack has its own installation, so that no earlier attempt counts.
 */
export async function playBeforeService(
  attacker: Attacker,
  { photo, liveness, reactionMs, shaking }: Options,
): Promise<PlayedAttack> {
  return inTemporaryFolder('attack', async (folder) => {
    const settings = { VESTIBULE_LIVENESS: liveness, VESTIBULE_DEADLINE_SECONDS: '25' };
    const trial = await Trial.start(folder, pino({ level: 'silent' }), settings);
    try {
      const isEnrolled = await trial.enrol(victim, [await jpegOf(photo)]).then(
        () => true,
        () => false,
      );
      // Enrolment refuses a photo that shows other people, too. The run continues without this victim.
      if (!isEnrolled) return notEnrolled;
      const asked: { path: DotPath; at: number }[] = [];
      const camera = async function* (): AsyncGenerator<Uint8Array> {
        for (;;) {
          const { path, at } = asked.at(-1) ?? { path: still, at: 0 };
          const wanted = dotAt(path, performance.now() - at - reactionMs);
          yield await photographAttack(attacker(wanted), shaking);
        }
      };
      const frames = { [Symbol.asyncIterator]: camera };
      const kiosk = await trial.openKiosk({ frames });
      kiosk.on('guidance', (_guidance, _progress, path) => {
        const isNew = path && JSON.stringify(path) !== JSON.stringify(asked.at(-1)?.path);
        if (isNew) asked.push({ path, at: performance.now() });
      });
      const { status } = await trial.signIn(victim);
      const ended = performance.now();
      return {
        conclusion: status === 200 ? 'matched' : 'held',
        wasAsked: asked.length > 0,
        milliseconds: ended - (asked[0]?.at ?? ended),
        paths: asked.length,
        isSuspected: false,
      };
    } finally {
      await trial.stop();
    }
  });
}

const notEnrolled: PlayedAttack = {
  conclusion: 'not enrolled',
  wasAsked: false,
  milliseconds: 0,
  paths: 0,
  isSuspected: false,
};

/** Before the first dot, the head points ahead. */
const still: DotPath = [{ x: 0, y: 0, at: 0 }];

function jpegOf({ picture: { data, width, height } }: MorphPhoto): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}
