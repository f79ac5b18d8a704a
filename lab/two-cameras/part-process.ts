import { playPart, type PartOptions } from './part.ts';

// A child process of `lab attacks --two-cameras`; its options come as one message.
process.once('message', (options: PartOptions) => {
  void playPart(options).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error).slice(0, 500)}\n`);
      process.exit(1);
    },
  );
});
