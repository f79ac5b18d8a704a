import sharp from 'sharp';
import type { Analysis, Vision } from '#face';
import { seededRandom } from '#base/random';
import { ActingClip, SimulatedVisitor, heldIn } from '../../../simulate/acting.ts';
import { playAtDoor, type PlayedFilm, type Player, type Seeing } from './play.ts';

/** How one film was played against the challenge, and how often it passed. */
export interface FilmPlays {
  /**
   * `frame_by_frame`: a puppet that shows the frame pointing to the dot, mirrored if that helps. `blindly`: the clip is
   * played unchanged.
   */
  how: 'frame_by_frame' | 'blindly';
  /**
   * `fed_in`: byte for byte into the camera driver, so that repeated frames are visible. `filmed`: in front of a camera
   * whose noise hides them.
   */
  way: 'fed_in' | 'filmed';
  passed: number;
  /** 0 where the clip does not turn to every side and cannot pass. */
  plays: number;
}

/** A person who follows the dot: how long that took. */
export interface FollowedFilm {
  passed: number;
  /** 0 where the clip does not turn to every side. */
  plays: number;
  /** For those who passed, from the start of the challenge. */
  milliseconds: number[];
}

export interface FilmLook {
  analyses: readonly Analysis[];
  frameMs: number;
  vision: Seeing;
}

const times = 6;
/** Reaction time of a person: from, to. In milliseconds. */
const reaction = { from: 250, to: 500 };

/** Analyses the mirrored clip with the models. */
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

/** Plays a clip and its mirror image as a prepared film. */
export async function playFilms(
  clip: FilmLook,
  mirrored: readonly Analysis[],
  seed: number,
): Promise<FilmPlays[]> {
  const both = [...clip.analyses, ...mirrored];
  const acting = new ActingClip(
    [...heldIn(clip.analyses), ...heldIn(mirrored)],
    clip.analyses.length,
  );
  const plays: FilmPlays[] = [];
  for (const how of ['frame_by_frame', 'blindly'] as const) {
    for (const way of ['fed_in', 'filmed'] as const) {
      // Uses the same reactions and starts in both directions.
      const random = seededRandom(seed);
      const isPuppet = how === 'frame_by_frame';
      const played = await playAll(
        { ...clip, analyses: isPuppet ? both : clip.analyses },
        () => (isPuppet ? follower(acting, random) : blindly(clip, random)),
        { isFilmed: way === 'filmed', random },
        isPuppet && !acting.canFollow ? 0 : times,
      );
      plays.push({ how, way, passed: played.filter(isLetIn).length, plays: played.length });
    }
  }
  return plays;
}

/** Plays a genuine clip as a visitor who follows the dot. */
export async function followFilm(clip: FilmLook, seed: number): Promise<FollowedFilm> {
  const random = seededRandom(seed);
  const acting = new ActingClip(heldIn(clip.analyses));
  const played = await playAll(
    clip,
    () => follower(acting, random),
    { isFilmed: true, random },
    acting.canFollow ? times : 0,
  );
  const passed = played.filter(isLetIn);
  return {
    passed: passed.length,
    plays: played.length,
    milliseconds: passed.map(({ milliseconds }) => milliseconds),
  };
}

async function playAll(
  { analyses, frameMs, vision }: FilmLook,
  player: () => Player,
  how: { isFilmed: boolean; random: () => number },
  count: number,
): Promise<PlayedFilm[]> {
  const played: PlayedFilm[] = [];
  for (let time = 0; time < count; time += 1) {
    played.push(await playAtDoor(analyses, player(), { ...how, vision, frameMs }));
  }
  // A film without a challenge was no attack on the challenge.
  return played.filter(({ wasAsked }) => wasAsked);
}

function follower(acting: ActingClip, random: () => number): Player {
  return new SimulatedVisitor(
    acting,
    () => reaction.from + (reaction.to - reaction.from) * random(),
  );
}

function blindly({ analyses, frameMs }: FilmLook, random: () => number): Player {
  const first = Math.floor(random() * analyses.length);
  return {
    see: () => {},
    show: (at) => (first + Math.round(at / frameMs)) % analyses.length,
  };
}

function isLetIn({ conclusion }: PlayedFilm): boolean {
  return conclusion === 'matched';
}
