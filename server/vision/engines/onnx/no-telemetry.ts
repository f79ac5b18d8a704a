// The library reports to its maker from Linux too: an id of this machine, each session, how long each
// model took. It asks for this once, when it is loaded, and then neither sends nor stores any of it.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
