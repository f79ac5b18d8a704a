import { smallestJpeg } from './issue-document.ts';
import type { ManipulatedChip } from './manipulated-chip.ts';
import type { ChipFaults } from '../virtual-chip/virtual-chip.ts';

/** Answers each command with this instruction by this data and status. */
export const onCommand = (ins: number, data: Uint8Array, status = 0x9000): ChipFaults => ({
  answer: (command, response) => (command.ins === ins ? { data, status } : response),
});

/** From this answer on, repeats the previous one. */
const replay = (from: number): ChipFaults => {
  let before: Buffer = Buffer.alloc(0);
  return {
    wire: (bytes, count) => {
      const sent = count >= from ? before : bytes;
      before = bytes;
      return sent;
    },
  };
};

/** Chips whose answers are altered on the way or never end. */
export function alteredMessages(): ManipulatedChip[] {
  const wire = (from: number, change: (bytes: Buffer) => Buffer): ChipFaults => ({
    wire: (bytes, count) => (count >= from ? change(bytes) : bytes),
  });
  return [
    {
      name: 'answers altered on the way',
      expected: 'secure_messaging_failed',
      faults: wire(9, (bytes) =>
        Buffer.concat([bytes.subarray(0, 5), Buffer.of((bytes[5] ?? 0) ^ 1), bytes.subarray(6)]),
      ),
    },
    {
      name: 'status word altered on the way',
      expected: 'secure_messaging_failed',
      faults: wire(7, (bytes) => Buffer.concat([bytes.subarray(0, -2), Buffer.of(0x6a, 0x82)])),
    },
    {
      name: 'answers sent again, with their old counter',
      expected: 'secure_messaging_failed',
      faults: replay(12),
    },
    {
      name: 'answers in clear',
      expected: 'secure_messaging_failed',
      faults: wire(7, () => Buffer.of(0x90, 0)),
    },
    {
      name: 'answers longer than allowed',
      expected: 'too_large',
      faults: wire(7, () => Buffer.alloc(100_000)),
    },
    {
      name: 'answers without a status word',
      expected: 'unreadable',
      faults: wire(7, () => Buffer.of(0x90)),
    },
    {
      name: 'empty blocks for ever',
      expected: 'unreadable',
      faults: onCommand(0xb0, Buffer.alloc(0)),
    },
    {
      name: 'one byte at a time',
      expected: 'too_many_commands',
      options: { portrait: smallestJpeg(3000) },
      faults: {
        answer: ({ ins, expected = 0 }, { data, status }) => {
          const isPart = ins === 0xb0 && expected > 8;
          return { data: isPart ? data.subarray(0, 1) : data, status };
        },
      },
    },
    {
      name: 'more to fetch for ever',
      expected: 'unexpected_status',
      faults: onCommand(0xb0, Buffer.alloc(0), 0x6120),
    },
    {
      name: 'another length for ever',
      expected: 'unexpected_status',
      faults: onCommand(0xb0, Buffer.alloc(0), 0x6c20),
    },
    { name: 'taken away in the middle', expected: 'chip_lost', faults: { lostAt: 12 } },
    {
      name: 'no passport',
      expected: 'not_a_passport',
      faults: onCommand(0xa4, Buffer.alloc(0), 0x6a82),
    },
    {
      name: 'another key than the MRZ',
      expected: 'access_key_wrong',
      change: ({ image }) => {
        image.accessKey = {
          kind: 'mrz',
          documentNumber: 'X',
          birthDate: '740812',
          expiryDate: '340415',
        };
      },
    },
    {
      name: 'answer of basic access control altered',
      expected: 'bac_failed',
      faults: onCommand(0x82, Buffer.alloc(40)),
    },
  ];
}
