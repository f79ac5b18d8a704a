export { VirtualChip, type ChipFaults, type ChipImage } from './virtual-chip.ts';
