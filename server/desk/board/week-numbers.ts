import type { Numbers, NumbersCount } from '../../protocol/desk-history-messages.ts';
import type { DeskCardRow } from '../../store/tables/desk-cards.ts';
import type { HistoryRow } from '../../store/tables/sign-in-history.ts';
import { csvCell } from '#base/text';

interface Group {
  letIn: number;
  held: number;
  waitedMs: number[];
}

/** Outcomes without a measured wait: the visit goes on, or nobody at the desk saw its end. */
const withoutWait: ReadonlySet<string> = new Set(['held_again', 'office_closed', 'signed_out']);

/** Counts decided sign-ins by place, day, hour, reason and outcome, without anybody's name. */
export class WeekNumbers {
  readonly #clock: Intl.DateTimeFormat;
  readonly #whole = emptyGroup();
  readonly #groups = {
    place: new Map<string, Group>(),
    day: new Map<string, Group>(),
    hour: new Map<string, Group>(),
  };
  readonly #reasons = new Map<string, number>();
  readonly #outcomes = new Map<string, number>();
  readonly #heldAt = new Map<string, Date>();
  #retries = 0;
  #notMoved = 0;
  #cannotMove = 0;

  /** @param zone IANA name of the time zone for days and hours. @throws {RangeError} when the name is unknown */
  constructor(zone: string) {
    this.#clock = new Intl.DateTimeFormat('sv', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', hourCycle: 'h23' },
    });
  }

  /** @param place the desk's name of the location */
  add(row: HistoryRow, card: DeskCardRow | undefined, place: string | null): void {
    const [day = '', hour = ''] = this.#clock.format(row.receivedAt).split(' ');
    const { place: places, day: days, hour: hours } = this.#groups;
    const groups = [
      this.#whole,
      groupIn(places, place ?? ''),
      groupIn(days, day),
      groupIn(hours, hour),
    ];
    const isLetIn = row.verdict === 'approved';
    for (const group of groups) group[isLetIn ? 'letIn' : 'held']++;
    if (row.challengeExcused) this.#cannotMove++;
    else if (row.challengeFailed) this.#notMoved++;
    if (isLetIn) return;
    count(this.#reasons, row.reason);
    if (!card) return;
    if (card.firstJobId !== null) this.#retries++;
    if (card.seenAt === null) return;
    count(this.#outcomes, card.outcome ?? 'seen_to');
    if (card.outcome === null || withoutWait.has(card.outcome)) return;
    const since = this.#heldAt.get(card.firstJobId ?? '') ?? card.heldAt;
    for (const group of groups) group.waitedMs.push(card.seenAt.getTime() - since.getTime());
  }

  /** Notes when a visitor began to wait, so that a later try counts from the visit's first hold. */
  noteHeld({ jobId, heldAt }: DeskCardRow): void {
    this.#heldAt.set(jobId, heldAt);
  }

  /** @param isCut whether there were more sign-ins than the limit */
  result(isCut: boolean): Numbers {
    const { place, day, hour } = this.#groups;
    return {
      ...countGroup(this.#whole),
      retries: this.#retries,
      notMoved: this.#notMoved,
      cannotMove: this.#cannotMove,
      places: listGroups(place),
      days: listGroups(day),
      hours: listGroups(hour),
      reasons: mostFirst(this.#reasons),
      outcomes: mostFirst(this.#outcomes),
      isCut,
    };
  }
}

function emptyGroup(): Group {
  return { letIn: 0, held: 0, waitedMs: [] };
}

function groupIn(groups: Map<string, Group>, key: string): Group {
  const group = groups.get(key) ?? emptyGroup();
  groups.set(key, group);
  return group;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function countGroup({ letIn, held, waitedMs }: Group) {
  const sorted = waitedMs.toSorted((a, b) => a - b);
  const secondsAt = (share: number) => {
    const ms = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return ms === undefined ? null : Math.max(0, Math.round(ms / 1000));
  };
  return { letIn, held, waitedSeconds: secondsAt(0.5), longestSeconds: secondsAt(1) };
}

function listGroups(groups: Map<string, Group>): NumbersCount[] {
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([key, group]) => ({ key, ...countGroup(group) }));
}

function mostFirst(counts: Map<string, number>): { key: string; count: number }[] {
  return [...counts].map(([key, count]) => ({ key, count })).toSorted((a, b) => b.count - a.count);
}

/** Returns a CSV file with a line for each number and its group. */
export function numbersCsv(numbers: Numbers): string {
  const { places, days, hours, reasons, outcomes, ...whole } = numbers;
  const lines: (string | number | null)[][] = [
    ['by', 'of', 'let_in', 'held', 'median_wait_seconds', 'longest_wait_seconds'],
  ];
  const group = (by: string, { key, ...counts }: NumbersCount) =>
    lines.push([
      ...[by, key, counts.letIn, counts.held],
      ...[counts.waitedSeconds, counts.longestSeconds],
    ]);
  group('all', { key: '', ...whole });
  for (const place of places) group('place', place);
  for (const day of days) group('day', day);
  for (const hour of hours) group('hour', hour);
  for (const { key, count } of reasons) lines.push(['reason', key, null, count, null, null]);
  for (const { key, count } of outcomes) lines.push(['outcome', key, null, count, null, null]);
  for (const key of ['retries', 'notMoved', 'cannotMove'] as const) {
    lines.push([key, '', null, numbers[key], null, null]);
  }
  return lines
    .map(
      (cells) =>
        `${cells.map((cell) => csvCell(cell === null ? null : String(cell))).join(',')}\r\n`,
    )
    .join('');
}
