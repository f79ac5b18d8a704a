import { agreement, gatherPrints, type LearnedRoom } from '../room/learned-room.ts';
import type { RoomPrint } from '../analysis.ts';

/** Frames that form one group, about half a second: averaging removes the noise of a single frame. */
const together = 4;
/** Maximum number of groups that are kept; the newest ones. */
const mostGroups = 64;

/** Collects what a capture shows around the visitor, screen by screen. */
export class RoomWatch {
  readonly #seen = new Map<string, { waiting: RoomPrint[]; groups: RoomPrint[] }>();
  #kioskId: string | null = null;

  /** Sets the screen of the following frames. */
  at(kioskId: string): void {
    this.#kioskId = kioskId;
  }

  /** @param print of a frame with one face that is good enough to be judged */
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

  /** Drops everything when another person steps in front of the camera: those prints show the room around the first. */
  forget(): void {
    this.#seen.clear();
  }

  /** The screens for which there are prints. */
  get kioskIds(): string[] {
    return [...this.#seen.keys()];
  }

  /** Merges all prints of a screen. */
  print(kioskId: string): RoomPrint | null {
    return gatherPrints(this.#groups(kioskId));
  }

  /**
   * Share of the room that agrees with the learned room: the lower quartile over the capture, so that showing the room
   * most of the time is not enough. Null when too little of the room was in sight for half of the time.
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
    // A short capture has only the frames that wait for a full group.
    const rest = groups.length === 0 ? gatherPrints(waiting) : null;
    return rest ? [rest] : groups;
  }
}
