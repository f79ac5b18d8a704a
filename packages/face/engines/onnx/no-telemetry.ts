// On Linux too, the library reports to its maker: an id of this machine, each session, how long each model took.
// It reads this variable once, while it loads. With it, the library neither sends nor stores any of that.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
