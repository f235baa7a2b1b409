import { readFileSync } from "node:fs";

/** A code fence of a Markdown file. */
export interface Fence {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
}

/** The code fences of a document in the repository. */
export function fencesOf(path: string): Fence[] {
  const markdown = readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  return [...markdown.matchAll(/^```(\w+)[ \t]*(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", words = "", text = ""]) => ({
      language,
      words: words.split(" ").filter(Boolean),
      text,
    }),
  );
}
