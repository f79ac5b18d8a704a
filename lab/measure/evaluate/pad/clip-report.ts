import { table } from '../../../../scripts/terminal/table.ts';
import { wrapText } from '../../../../scripts/terminal/text.ts';
import { percent, rateOf, meanLive } from '#biometric-evaluation';
import { timesOf } from '#base/time';
import type { FilmPlays } from './films.ts';
import type { MeasuredClip } from './measure-clips.ts';

interface ClipReport {
  clips: readonly MeasuredClip[];
  threshold: number;
}

/** The results of a folder's clips, for people. Empty when there are only pictures. */
export function clipReport({ clips, threshold }: ClipReport): string[] {
  const films = clips.filter(({ isPicture }) => !isPicture);
  if (films.length === 0) return [];
  const parts = [
    wrapText(`Clips, each judged by its mean P(live) at ${threshold}, as at the door.`),
    passiveTable(films, threshold),
  ];
  const genuine = films.filter(({ kind }) => kind === 'genuine');
  if (genuine.length > 0) parts.push(wrapText(genuineText(genuine)));
  if (films.some((clip) => clip.films.length > 0)) {
    parts.push(
      wrapText(
        'Films at the door, with everything switched on, each followed by a face that matches. IAPAR: the share that is let in (ISO/IEC 30107-3). "Frame by frame": a puppet that shows the frame which points to the dot, mirrored where it helps; only clips that turn to every side are counted. "Blindly": the clip as it is. "Filmed": shown to a camera, whose noise hides repeated frames; "fed in": into its driver.',
      ),
      filmsTable(films),
    );
  }
  return parts;
}

function passiveTable(films: readonly MeasuredClip[], threshold: number): string {
  const rows = films.map((clip) => {
    const isWrong = (live: number) =>
      clip.kind === 'genuine' ? live < threshold : live >= threshold;
    const wrong = clip.lives.filter(isWrong).length;
    const mean = meanLive(clip);
    const taken = clip.lives.length === 0 ? 'no face' : mean >= threshold ? 'person' : 'picture';
    return [clip.name, clip.kind, `${wrong} of ${clip.lives.length}`, mean.toFixed(3), taken];
  });
  return table(['clip', 'kind', 'frames wrong', 'mean P(live)', 'taken for'], rows);
}

function genuineText(genuine: readonly MeasuredClip[]): string {
  const suspected = genuine.filter((clip) => clip.suspected).length;
  const unasked = `${suspected} of ${genuine.length} genuine clips are suspected without having been asked anything.`;
  const followed = genuine.flatMap((clip) => (clip.followed ? [clip.followed] : []));
  const plays = followed.reduce((sum, each) => sum + each.plays, 0);
  if (plays === 0) return `${unasked} None turns to every side, so none can follow the dot.`;
  const passed = followed.reduce((sum, each) => sum + each.passed, 0);
  const able = followed.filter((each) => each.plays > 0).length;
  const { rate, low, high } = rateOf(plays - passed, plays);
  const { median, p95 } = timesOf(followed.flatMap(({ milliseconds }) => milliseconds));
  const refused = `BPCER ${percent(rate, 1)} (95 % interval ${percent(low, 1)} to ${percent(high, 1)}), after both askings`;
  const time = `; from the question to the end ${median} ms at the median, ${p95} at the 95th percentile`;
  return `${unasked} ${able} turn to every side. Played as visitors who follow the dot frame by frame, a stand-in for somebody who does, ${passed} of ${plays} passed: ${refused}${passed > 0 ? time : ''}.`;
}

/** Adds up the plays of all clips, by kind of clip and way. */
export function filmRates(films: readonly MeasuredClip[]) {
  const sums = new Map<string, FilmPlays & { kind: string }>();
  for (const { kind, films: plays } of films) {
    for (const each of plays) {
      const key = [each.how, each.way, kind].join();
      const before = sums.get(key) ?? { ...each, kind, passed: 0, plays: 0 };
      const passed = before.passed + each.passed;
      sums.set(key, { ...before, passed, plays: before.plays + each.plays });
    }
  }
  return [...sums.values()].map(({ passed, plays, ...what }) => ({
    ...what,
    wrong: rateOf(passed, plays),
  }));
}

function filmsTable(films: readonly MeasuredClip[]): string {
  const rows = filmRates(films).map(({ kind, how, way, wrong }) => {
    const { events, of, rate, low, high } = wrong;
    const interval = `${percent(low, 1)} to ${percent(high, 1)}`;
    const played = how.replaceAll('_', ' ');
    const passed = `${events} of ${of}`;
    return [kind, played, way.replace('_', ' '), passed, percent(rate, 1), interval];
  });
  return table(['film of', 'played', 'way', 'let in', 'IAPAR', '95 % interval'], rows);
}
