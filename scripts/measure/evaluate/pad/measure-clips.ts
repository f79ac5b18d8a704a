import type { Analysis, Vision } from '../../../../server/vision/analysis.ts';
import type { Clip } from './clips.ts';
import { follow, lookMirrored, playFilms, type FilmPlays, type Followed } from './films.ts';
import { isCalledPicture, movementsIn } from './play.ts';

/** What one clip, or picture, came to. */
export interface MeasuredClip {
  name: string;
  kind: string;
  isPicture: boolean;
  frames: number;
  /** P(live) of each frame with a face. */
  lives: number[];
  /** Against the clip's own frontal frames; null for pictures. */
  movements: Movements | null;
  /** Played as a visitor who follows; genuine clips only. */
  followed: Followed | null;
  /** Played as a film by somebody who wants in. */
  films: FilmPlays[];
}

/** How the frames of a clip were read. Each is a part of its total. */
interface Movements {
  /** Frames turned by 16 to 40 degrees, and those recognised as a turn to that side. */
  turned: number;
  turnsKnown: number;
  /** Frames that look up by 13 degrees or more, not turned, and those recognised. */
  lookedUp: number;
  upsKnown: number;
  /** Frames compared, and those that were called flat. */
  compared: number;
  flat: number;
  /** Whether somebody who was asked nothing was suspected of being a picture. */
  suspected: boolean;
}

export const bands = { turn: { from: 16, to: 40 }, up: 13 };

interface MeasureOptions {
  vision: Pick<Vision, 'analyze'>;
  /** Between two frames of a clip, in milliseconds. */
  frameMs: number;
  /** Also play each clip as a film. */
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
  if (isPicture) return { ...measured, movements: null, followed: null, films: [] };
  // The same numbers whatever else lies in the folder.
  const seed = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 1);
  const played = { analyses, frameMs };
  return {
    ...measured,
    movements: readMovements(analyses, frameMs),
    followed: kind === 'genuine' ? follow(played, seed) : null,
    films: withFilms ? playFilms(played, await lookMirrored(frames, look), seed) : [],
  };
}

function readMovements(analyses: readonly Analysis[], frameMs: number): Movements {
  const moved = movementsIn(analyses);
  const turned = moved.filter(({ yaw }) => {
    const aside = Math.abs(yaw);
    return aside >= bands.turn.from && aside <= bands.turn.to;
  });
  const up = moved.filter(({ yaw, pitch }) => pitch >= bands.up && Math.abs(yaw) < bands.turn.from);
  const isKnownTurn = ({ yaw, movement }: (typeof moved)[number]) =>
    movement.done === (yaw > 0 ? 'turn_left' : 'turn_right');
  return {
    turned: turned.length,
    turnsKnown: turned.filter(isKnownTurn).length,
    lookedUp: up.length,
    upsKnown: up.filter(({ movement }) => movement.done === 'look_up').length,
    compared: moved.length,
    flat: moved.filter(({ movement }) => movement.flat).length,
    suspected: isCalledPicture(analyses, frameMs),
  };
}
