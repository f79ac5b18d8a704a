import path from 'node:path';
import t from 'tap';
import { end, start } from '../../scripts/demo/service-process.ts';

t.test('a crash of native code ends the service at once, and the next one starts', async (t) => {
  const dataDir = path.join(t.testdir(), 'data');
  for (const signal of ['SIGSEGV', 'SIGBUS', 'SIGABRT'] as const) {
    const service = await start(dataDir);
    t.equal(await end(service, signal), null, 'by the signal, and no handler that would hang');
    t.equal(service.process.signalCode, signal);
  }
  const next = await start(dataDir);
  t.equal(await end(next, 'SIGTERM'), 0, 'the data folder was let go of');
});
