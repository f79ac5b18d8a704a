import hooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

// Imported before tap, whose hook on every promise takes a twentieth of the processor time. The hook finds the test
// that threw an uncaught error. Without the hook, such an error ends the file with its stack, and the file fails.

const inert: hooks.AsyncHook = { enable: () => inert, disable: () => inert };
hooks.createHook = () => inert;
syncBuiltinESMExports();
