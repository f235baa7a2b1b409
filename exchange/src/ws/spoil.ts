/** The frame with a checksum that is not that of its book. */
export function spoiled(text: string): string {
  return text.replace(/"checksum":(\d+)/, (_, value: string) => `"checksum":${(Number(value) + 1) % 4_294_967_296}`);
}
