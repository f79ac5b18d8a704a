import sharp from 'sharp';
import {
  actions,
  headMovements,
  type Challenge,
} from '../../../../server/checks/face/liveness/challenge.ts';
import type { Analysis, Vision } from '../../../../server/vision/analysis.ts';
import { seededRandom } from '../../statistics.ts';
import { ActingClip, Actor, heldIn } from '../../../simulate/acting.ts';
import { playChallenge, type Played } from './play.ts';

/** How one film was put to the challenge, and how often it came through. */
export interface FilmPlays {
  /** One movement, or two of four. */
  mode: 'active' | 'thorough';
  /** `to_suit`: by somebody who hears the question. `blindly`: the clip is played as it is. */
  how: 'to_suit' | 'blindly';
  /**
   * `fed_in`: byte for byte into the camera's driver, so that repeated and mirrored frames show.
   * `filmed`: before a camera whose noise hides them.
   */
  way: 'fed_in' | 'filmed';
  passed: number;
  plays: number;
}

/** Somebody who follows: how long the challenge took them, where their clip shows what is asked. */
export interface Followed {
  passed: number;
  asked: number;
  /** Of those who passed, from the question on. */
  frames: number[];
}

export interface LookedAt {
  analyses: readonly Analysis[];
  frameMs: number;
}

/** What can be drawn, by mode. */
const draws: Record<FilmPlays['mode'], Challenge[]> = {
  active: headMovements.map((action) => [action] as const),
  thorough: actions.flatMap((one) =>
    actions.filter((other) => other !== one).map((other) => [one, other] as const),
  ),
};
/** A clip that is played as it is may begin anywhere. */
const timesEach = { to_suit: 1, blindly: 3 };
/** How fast somebody with a film reacts: from, to. Milliseconds. */
const reaction = { from: 300, to: 600 };

/** The clip the other way round, as the models see it. */
export async function lookMirrored(
  frames: readonly Uint8Array[],
  look: Vision['analyze'],
): Promise<Analysis[]> {
  const analyses: Analysis[] = [];
  for (const frame of frames) {
    const mirrored = await sharp(frame)
      .flop()
      .jpeg({ quality: 92 })
      .toBuffer()
      .catch(() => frame);
    analyses.push(await look(mirrored, { timeoutMs: 20_000 }));
  }
  return analyses;
}

/** Plays a clip and its mirror image as a prepared film against every draw. */
export function playFilms(
  clip: LookedAt,
  mirrored: readonly Analysis[],
  seed: number,
): FilmPlays[] {
  const both = [...clip.analyses, ...mirrored];
  const held = [...heldIn(clip.analyses), ...heldIn(mirrored)];
  const acting = new ActingClip(held, clip.analyses.length);
  const shows = {
    to_suit: (random: () => number) => follower(acting, both, random),
    blindly: (random: () => number) => blindly(clip, random),
  };
  return (['active', 'thorough'] as const).flatMap((mode) =>
    (['to_suit', 'blindly'] as const).flatMap((how) =>
      (['fed_in', 'filmed'] as const).map((way) => {
        // The same reactions and beginnings either way.
        const random = seededRandom(seed);
        const plays = draws[mode].flatMap((asked) =>
          Array.from({ length: timesEach[how] }, () =>
            playChallenge(asked, shows[how](random), {
              frameMs: clip.frameMs,
              watched: way === 'fed_in',
            }),
          ),
        );
        return { mode, how, way, passed: plays.filter(hasPassed).length, plays: plays.length };
      }),
    ),
  );
}

/** Plays a genuine clip as a visitor who follows the short challenge, where the clip has the movement. */
export function follow(clip: LookedAt, seed: number): Followed {
  const random = seededRandom(seed);
  const acting = new ActingClip(heldIn(clip.analyses));
  const able = draws.active.filter(([action]) => acting.passage(action).length > 0);
  const played = able.map((asked) =>
    // A clip is short: while the visitor waits it begins again, which would be a film.
    playChallenge(asked, follower(acting, clip.analyses, random), {
      frameMs: clip.frameMs,
      watched: false,
    }),
  );
  const passed = played.filter(hasPassed);
  return {
    passed: passed.length,
    asked: played.length,
    frames: passed.map(({ frames }) => frames),
  };
}

function follower(acting: ActingClip, frames: readonly Analysis[], random: () => number) {
  const actor = new Actor(acting, () => reaction.from + (reaction.to - reaction.from) * random());
  return (ask: string, at: number) => frames[actor.show(ask, at)];
}

function blindly({ analyses: frames, frameMs }: LookedAt, random: () => number) {
  const first = Math.floor(random() * frames.length);
  return (_ask: string, at: number) => frames[(first + Math.round(at / frameMs)) % frames.length];
}

function hasPassed({ outcome }: Played): boolean {
  return outcome === 'passed';
}
