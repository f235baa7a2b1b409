/** How many letters must change to make one name of the other; beyond `most` any larger number. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** The known names most like an unknown one, best first. */
export function nearest(name: string, known: Iterable<string>, most: number = 5): string[] {
  const plain = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const wanted = plain(name);
  const scored: { name: string; score: number }[] = [];
  for (const each of known) {
    const other = plain(each);
    const score = wanted.length > 2 && other.startsWith(wanted) ? 1 : distance(wanted, other, 2);
    if (score <= Math.min(2, Math.ceil(wanted.length / 3))) scored.push({ name: each, score });
  }
  scored.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name, "en"));
  return [...new Set(scored.map((each) => each.name))].slice(0, most);
}
