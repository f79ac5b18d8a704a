import type { Face } from '../analysis.ts';
import { dot, samePersonFloor } from '../search/similarity.ts';
import {
  type FaceComparison,
  type FrameEvidence,
  framesForApproval,
  isApprovalLook,
  stillMatches,
} from './conclusion.ts';
import { Fusion } from './fusion.ts';
import type { FaceSessionOptions } from './session-types.ts';

/** Least cosine of a single frame to the fused template, for what is measured of it to be of that face. */
const sameAsFused = 0.5;

type Options = Pick<FaceSessionOptions, 'vision' | 'people' | 'claimedIds' | 'liveness'>;

/** The face of one capture, fused of its frames, and how it compares with the records. */
export class ComparedFace {
  readonly #options: Options;
  #fusion: Fusion;
  #evidence: FrameEvidence | null = null;
  /** Counts over the whole capture: a new face must not get new chances. */
  #approvalLooks = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#fusion = this.#newFusion();
  }

  /** The evidence of the last comparison; null before the first. */
  get evidence(): FrameEvidence | null {
    return this.#evidence;
  }

  /** Number of frames of the face that was seen last. */
  get frames(): number {
    return this.#fusion.count;
  }

  /** Number of times that a frame showed another person than the frames before it. */
  get changes(): number {
    return this.#fusion.changes;
  }

  get template(): Float32Array | null {
    return this.#fusion.template();
  }

  /** The fused template; null before there are enough frames of one person to approve. */
  get probe(): Float32Array | null {
    return this.frames >= framesForApproval ? this.#fusion.template() : null;
  }

  /** The same by the recogniser to which the installation is moving. */
  get nextTemplate(): Float32Array | null {
    return this.frames >= framesForApproval ? this.#fusion.nextTemplate() : null;
  }

  /** @returns whether the frame shows another person than the frames before it */
  add(face: Face): boolean {
    const { changes } = this.#fusion;
    this.#fusion.add(face);
    return this.#fusion.changes > changes;
  }

  isOf({ template }: Face): boolean {
    const fused = this.#fusion.template();
    return fused !== null && dot(fused, template) >= sameAsFused;
  }

  noteFollowed(): void {
    if (this.#evidence) this.#evidence = { ...this.#evidence, hasFollowed: true };
  }

  /** Forgets the face. The looks for an approval stay counted. */
  startOver(): void {
    this.#evidence = null;
    this.#fusion = this.#newFusion();
  }

  #newFusion(): Fusion {
    return new Fusion(samePersonFloor(this.#options.vision.model));
  }

  /** Compares the face with the records. Rejects when they cannot be read: such a frame proves nothing. */
  async compare(): Promise<void> {
    const { vision, liveness } = this.#options;
    const comparison = await this.#comparison();
    if (!comparison) return;
    if (isApprovalLook(this.frames)) this.#approvalLooks++;
    this.#evidence = {
      comparison,
      frames: this.frames,
      approvalLooks: this.#approvalLooks,
      clearFrames: this.#fusion.clear,
      liveness: this.#fusion.liveness,
      flatness: this.#fusion.flatness,
      livenessRequired: liveness !== 'off',
      model: vision.model,
    };
  }

  /** Compares the face with the current records. @returns whether it still matches this person, on this evidence */
  async matchesNow(personId: string, seen: FrameEvidence): Promise<boolean> {
    const comparison = await this.#comparison();
    if (comparison?.claimed?.personId !== personId) return false;
    return stillMatches({ ...seen, comparison });
  }

  async #comparison(): Promise<FaceComparison | null> {
    const { people, claimedIds } = this.#options;
    const probe = this.#fusion.template();
    return probe && people.compare(probe, claimedIds);
  }
}
