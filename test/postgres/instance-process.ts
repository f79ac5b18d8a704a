import path from 'node:path';
import { createInterface } from 'node:readline';
import { startInstance } from './instance.ts';

// An instance in a process of its own, for a test that kills it. In the environment: INSTANCE, its options as
// JSON, and CLOCK_AHEAD_MS, by how much its clock is wrong. It prints its addresses, and for each line with the
// name of an iPad the token of a screen beside it.

const aheadMs = Number(process.env['CLOCK_AHEAD_MS'] ?? 0);
const real = globalThis.Date;
const now = () => real.now() + aheadMs;
globalThis.Date = new Proxy(real, {
  construct: (of, args) => Reflect.construct(of, args.length === 0 ? [now()] : args) as Date,
  get: (of, name): unknown => (name === 'now' ? now : Reflect.get(of, name)),
});

const options = JSON.parse(process.env['INSTANCE'] ?? '') as Parameters<typeof startInstance>[0];
const { hookUrl, lobbyUrl, pairing, stop } = await startInstance({
  ...options,
  dataDir: path.resolve(options.dataDir),
});
// As the service ends, and as an upgrade ends it.
process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ hookUrl, lobbyUrl })}\n`);
for await (const iPad of createInterface(process.stdin)) {
  const { code } = await pairing.newCode({ name: iPad, deviceId: iPad });
  const redeemed = await pairing.redeem(code);
  process.stdout.write(`${redeemed.paired ? redeemed.token : ''}\n`);
}
