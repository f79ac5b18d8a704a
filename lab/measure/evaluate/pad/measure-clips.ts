import type { Analysis, Vision } from '#face';
import type { Clip } from './clips.ts';
import { followFilm, lookMirrored, playFilms, type FilmPlays, type FollowedFilm } from './films.ts';
import { isSuspected } from './play.ts';

/** The results of one clip or picture. */
export interface MeasuredClip {
  name: string;
  kind: string;
  isPicture: boolean;
  frames: number;
  /** P(live) of each frame with a face. */
  lives: number[];
  /** Whether a person without a challenge was suspected of being a picture; genuine clips only. */
  suspected: boolean | null;
  /** Played as a visitor who follows the dot; genuine clips only. */
  followed: FollowedFilm | null;
  /** Played as a film by an attacker. */
  films: FilmPlays[];
}

interface MeasureOptions {
  vision: Pick<Vision, 'analyze' | 'model' | 'parallax'>;
  /** Time between two frames of a clip, in milliseconds. */
  frameMs: number;
  /** Whether to also play each clip as a film. */
  withFilms: boolean;
}

export async function measureClip(clip: Clip, options: MeasureOptions): Promise<MeasuredClip> {
  const { vision, frameMs, withFilms } = options;
  const frames = await clip.read();
  const look: Vision['analyze'] = (image) => vision.analyze(image, { timeoutMs: 20_000 });
  const analyses: Analysis[] = [];
  for (const frame of frames) analyses.push(await look(frame));
  const { name, kind, isPicture } = clip;
  const lives = analyses.flatMap((each) => (each.ok ? [each.face.liveness ?? NaN] : []));
  const measured = { name, kind, isPicture, frames: frames.length, lives };
  if (isPicture) return { ...measured, suspected: null, followed: null, films: [] };
  // The seed only depends on the clip, whatever else the folder contains.
  const seed = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 1);
  const played = { analyses, frameMs, vision };
  const isGenuine = kind === 'genuine';
  return {
    ...measured,
    suspected: isGenuine ? isSuspected(analyses, frameMs) : null,
    followed: isGenuine ? await followFilm(played, seed) : null,
    films: withFilms ? await playFilms(played, await lookMirrored(frames, look), seed) : [],
  };
}
