import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import { certificateFingerprint, parseCertificate } from '../../packages/passport/index.ts';
import { createMasterList, createSigner } from '../../packages/passport/lab/authority.ts';
import { issueMeasuredDocument } from '../../packages/passport/lab/time-session.ts';
import { VirtualChip } from '../../packages/passport/virtual-chip/index.ts';
import type { FromChip, ToChip } from './loop-delay.ts';

// A virtual chip computes as much as its reader, so it has a thread of its own where the event loop is measured.

const msPerCommand = 30;
const authority = createSigner();
const publisher = createSigner({ name: 'Publisher' });
const lister = createSigner({ extendedUsages: ['2.23.136.1.1.3'] }, publisher);
/** As long as the lists that states publish. */
const others = Array.from({ length: 599 }, () => authority.certificate);
const content = createMasterList(
  lister,
  [authority.certificate, ...others],
  [publisher.certificate],
);
const { image, accessKey } = issueMeasuredDocument(authority);
const chip = new VirtualChip(image);

function say(message: FromChip): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', ({ id, bytes }: ToChip) => {
  void Promise.all([chip.transmit(bytes), sleep(msPerCommand)]).then(([answer]) =>
    say({ type: 'answer', id, bytes: answer }),
  );
});
say({
  type: 'ready',
  accessKey,
  list: {
    kind: 'list',
    content,
    sha256: createHash('sha256').update(content).digest('hex'),
    authority: certificateFingerprint(parseCertificate(publisher.certificate)),
  },
});
