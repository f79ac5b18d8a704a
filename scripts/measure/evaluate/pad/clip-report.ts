import Table from 'cli-table3';
import { wrapped } from '../../../terminal/text.ts';
import { percent, rateOf, timesOf } from '../../statistics.ts';
import { meanLive } from './error-trade-off.ts';
import type { FilmPlays } from './films.ts';
import { bands, type MeasuredClip } from './measure-clips.ts';

interface ClipReport {
  clips: readonly MeasuredClip[];
  threshold: number;
  frameMs: number;
}

/** What the clips of a folder came to, for people. Empty when there are only pictures. */
export function clipReport({ clips, threshold, frameMs }: ClipReport): string[] {
  const films = clips.filter(({ isPicture }) => !isPicture);
  if (films.length === 0) return [];
  const parts = [
    wrapped(`Clips, each judged by its mean P(live) at ${threshold}, as at the door.`),
    passiveTable(films, threshold),
  ];
  const genuine = films.filter(({ kind }) => kind === 'genuine');
  if (genuine.length > 0) {
    parts.push(
      wrapped(
        `Movements in genuine clips, against the first frontal frames: turned by ${bands.turn.from} to ${bands.turn.to} degrees, or looking up by ${bands.up} or more, as the pose model has it. "Picture" is somebody who was asked nothing and is suspected all the same.`,
      ),
      movementsTable(genuine),
      wrapped(followedText(genuine, frameMs)),
    );
  }
  if (films.some((clip) => clip.films.length > 0)) {
    parts.push(
      wrapped(
        'APCER of films against the challenge alone, with nobody compared. "To suit": somebody who hears the question picks the passage that shows it, mirrored where it helps, and reacts within 300 to 600 ms; "blindly": the clip as it is. "Filmed": before a camera, whose noise hides repeated and mirrored frames; "fed in": into its driver.',
      ),
      filmsTable(films),
    );
  }
  return parts;
}

function passiveTable(films: readonly MeasuredClip[], threshold: number): string {
  const table = tableWith(['clip', 'kind', 'frames wrong', 'mean P(live)', 'taken for']);
  for (const clip of films) {
    const isWrong = (live: number) =>
      clip.kind === 'genuine' ? live < threshold : live >= threshold;
    const wrong = clip.lives.filter(isWrong).length;
    const mean = meanLive(clip);
    const taken = clip.lives.length === 0 ? 'no face' : mean >= threshold ? 'person' : 'picture';
    const cells = [`${wrong} of ${clip.lives.length}`, mean.toFixed(3), taken];
    table.push([clip.name, clip.kind, ...cells]);
  }
  return table.toString();
}

function movementsTable(genuine: readonly MeasuredClip[]): string {
  const table = tableWith(['clip', 'turns known', 'look-ups known', 'called flat', 'picture']);
  const known = genuine.flatMap(({ name, movements }) => (movements ? [{ name, movements }] : []));
  const of = (part: number, whole: number) => (whole === 0 ? '' : `${part} of ${whole}`);
  const sum = (value: (movements: (typeof known)[number]['movements']) => number) =>
    known.reduce((total, { movements }) => total + value(movements), 0);
  for (const { name, movements } of known) {
    table.push([
      name,
      of(movements.turnsKnown, movements.turned),
      of(movements.upsKnown, movements.lookedUp),
      of(movements.flat, movements.compared),
      movements.suspected ? 'yes' : '',
    ]);
  }
  table.push([
    'all',
    of(
      sum(({ turnsKnown }) => turnsKnown),
      sum(({ turned }) => turned),
    ),
    of(
      sum(({ upsKnown }) => upsKnown),
      sum(({ lookedUp }) => lookedUp),
    ),
    of(
      sum(({ flat }) => flat),
      sum(({ compared }) => compared),
    ),
    of(
      sum(({ suspected }) => Number(suspected)),
      known.length,
    ),
  ]);
  return table.toString();
}

function followedText(genuine: readonly MeasuredClip[], frameMs: number): string {
  const followed = genuine.flatMap((clip) => (clip.followed ? [clip.followed] : []));
  const asked = followed.reduce((sum, each) => sum + each.asked, 0);
  if (asked === 0) return 'No genuine clip shows a movement that the challenge asks for.';
  const passed = followed.reduce((sum, each) => sum + each.passed, 0);
  const { median, p95 } = timesOf(followed.flatMap(({ frames }) => frames));
  const time = `${median} frames (${Math.round(median * frameMs)} ms) at the median and ${p95} (${Math.round(p95 * frameMs)} ms) at the 95th percentile, the reaction of 300 to 600 ms included`;
  return `Played as visitors who follow one movement that their clip shows, ${passed} of ${asked} passed${passed > 0 ? `; it took ${time}` : ''}.`;
}

/** Plays added up over clips, by kind of clip, mode and way. */
export function filmRates(films: readonly MeasuredClip[]) {
  const sums = new Map<string, FilmPlays & { kind: string }>();
  for (const { kind, films: plays } of films) {
    for (const each of plays) {
      const key = [each.mode, each.how, each.way, kind].join();
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
  const table = tableWith(['film of', 'mode', 'played', 'way', 'passed', 'APCER', '95 % interval']);
  for (const { kind, mode, how, way, wrong } of filmRates(films)) {
    const { events, of, rate, low, high } = wrong;
    const interval = `${percent(low, 1)} to ${percent(high, 1)}`;
    const played = how.replace('_', ' ');
    const passed = `${events} of ${of}`;
    table.push([kind, mode, played, way.replace('_', ' '), passed, percent(rate, 1), interval]);
  }
  return table.toString();
}

function tableWith(head: string[]) {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}
