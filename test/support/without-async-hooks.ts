import hooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

// Imported before tap, whose hook on every promise costs a twentieth of the processor. The hook finds the test in
// which an uncaught error was thrown. Without it, such an error ends the file with its stack, and the file fails.

const inert: hooks.AsyncHook = { enable: () => inert, disable: () => inert };
hooks.createHook = () => inert;
syncBuiltinESMExports();
