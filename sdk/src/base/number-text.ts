/** A number written out in full: never `1e-7`, which the exchange does not read. The digits are those `String` gives. */
export function plainNumber(value: number): string {
  const text = String(value);
  const e = text.indexOf("e");
  if (e < 0) return text;
  const negative = text.startsWith("-");
  const digits = text.slice(negative ? 1 : 0, e).replace(".", "");
  const whole = text.slice(negative ? 1 : 0, e).split(".")[0]?.length ?? 1;
  const point = whole + Number(text.slice(e + 1));
  const plain =
    point <= 0
      ? `0.${"0".repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + "0".repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${plain}` : plain;
}
