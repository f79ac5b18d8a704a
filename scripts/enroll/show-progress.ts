import type { EnrolmentEvent } from '../../server/enrolment/enrolment-messages.ts';
import { poseNames } from '../../server/enrolment/camera-refusals.ts';
import { poses } from '../../server/enrolment/poses.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { en } from '../../kiosk-client/src/languages/en.ts';

/**
 * Shows on standard error how the person at the kiosk is getting on: a line for each pose, which changes
 * where that is a terminal, and is written anew where it is not.
 */
export class PoseProgress {
  readonly #kiosk: string;
  readonly #out: NodeJS.WriteStream;
  #shown = '';
  #number = 0;

  constructor(kiosk: string, out: NodeJS.WriteStream = process.stderr) {
    this.#kiosk = kiosk;
    this.#out = out;
  }

  show(event: EnrolmentEvent): void {
    if (event.type === 'waiting') {
      this.#out.write(`Waiting for the camera of "${oneLine(this.#kiosk)}" (Ctrl-C stops it).\n`);
      return;
    }
    if (event.type !== 'state') return;
    for (; this.#number < event.taken; this.#number++) {
      this.#line(this.#number, 'taken');
      this.#endLine();
    }
    if (event.outcome === null) this.#line(this.#number, en.guidance[event.guidance]);
  }

  /** Leaves the cursor at the beginning of a line. */
  end(): void {
    this.#endLine();
  }

  #line(index: number, text: string): void {
    const pose = poses[index];
    if (!pose) return;
    const line = `  ${index + 1} of ${poses.length}  ${poseNames[pose].padEnd(24)}${text}`;
    if (line === this.#shown) return;
    this.#shown = line;
    this.#out.write(this.#out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }

  #endLine(): void {
    if (this.#out.isTTY && this.#shown !== '') this.#out.write('\n');
    this.#shown = '';
  }
}
