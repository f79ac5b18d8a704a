import type { RoomPrint } from '../../../vision/analysis.ts';
import { agreement, gatherPrints, type LearnedRoom } from '../../../vision/room/learned-room.ts';

/** Frames that are looked at together, half a second: the noise of one is not the room. */
const together = 4;
/** So much of a capture is kept, the newest. */
const mostGroups = 64;

/** What a capture shows around the person whose face it is about, screen by screen. */
export class RoomWatch {
  readonly #seen = new Map<string, { waiting: RoomPrint[]; groups: RoomPrint[] }>();
  #kioskId: string | null = null;

  /** The frames from now on are of this screen. */
  at(kioskId: string): void {
    this.#kioskId = kioskId;
  }

  /** @param print of a frame that shows one face, good enough to be judged */
  see(print: RoomPrint | undefined): void {
    if (!print || this.#kioskId === null) return;
    const of = this.#seen.get(this.#kioskId) ?? { waiting: [], groups: [] };
    this.#seen.set(this.#kioskId, of);
    of.waiting.push(print);
    if (of.waiting.length < together) return;
    const group = gatherPrints(of.waiting.splice(0));
    if (group) of.groups.push(group);
    if (of.groups.length > mostGroups) of.groups.shift();
  }

  /** Somebody else is in front of the camera: what was around the person before is not theirs. */
  forget(): void {
    this.#seen.clear();
  }

  /** The screens by which anything was seen. */
  get kioskIds(): string[] {
    return [...this.#seen.keys()];
  }

  /** All that was seen at a screen. */
  print(kioskId: string): RoomPrint | null {
    return gatherPrints(this.#groups(kioskId));
  }

  /**
   * How much of the room is as it was learned: the lower quartile over the capture, so that showing the room for most
   * of the time is not enough. Null when too little of it was in sight for half of the time.
   */
  agreement(kioskId: string, room: LearnedRoom): number | null {
    const groups = this.#groups(kioskId);
    const shares = groups.map((group) => agreement(room, group)).filter((share) => share !== null);
    if (shares.length === 0 || 2 * shares.length < groups.length) return null;
    shares.sort((one, other) => one - other);
    return shares[Math.floor((shares.length - 1) / 4)]!;
  }

  #groups(kioskId: string): RoomPrint[] {
    const { waiting, groups } = this.#seen.get(kioskId) ?? { waiting: [], groups: [] };
    // A short look has no more than these.
    const rest = groups.length === 0 ? gatherPrints(waiting) : null;
    return rest ? [rest] : groups;
  }
}
