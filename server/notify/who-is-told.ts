import type { FileKind } from '../followed/file-kind.ts';
import { createDestinations, type ChannelParts } from './create-destinations.ts';
import { readNotifyFile } from './notify-file.ts';
import type { NotifyFile } from './notify-schema.ts';
import type { PeopleDestination } from './people-destination.ts';

/** Who is told of what, with the channels to them. */
export interface WhoIsTold {
  /** Null while there is no file. */
  file: NotifyFile | null;
  channels: readonly PeopleDestination[];
}

const nobody: WhoIsTold = { file: null, channels: [] };

/** Who is told, as a file that is followed. */
export function notifyKind(parts: ChannelParts): FileKind<WhoIsTold> {
  return {
    name: 'notification file',
    action: 'notify_file_changed',
    withoutFile: nobody,
    withoutFileInWords: 'nobody is told of anything',
    unreadable: nobody,
    unreadableInWords:
      'nobody is told of anything until it is mended, and what was to be sent waits',
    read: async (text) => {
      const { file, mistakes, lineOf } = readNotifyFile(text);
      if (!file) return { value: null, mistakes, warnings: [] };
      const made = createDestinations({ file, lineOf }, parts);
      const isWhole = made.mistakes.length === 0;
      const value = isWhole ? { file, channels: made.destinations } : null;
      return { value, mistakes: made.mistakes, warnings: [] };
    },
    counts: ({ file, channels }) => ({
      channels: channels.length,
      rules: file?.rules?.length ?? 0,
    }),
  };
}
