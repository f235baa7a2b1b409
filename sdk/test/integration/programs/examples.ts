/** Runs examples one after another, a heading before each; the process must then end by itself. */
for (const path of process.argv.slice(2)) {
  console.log(`=== ${path}`);
  await import(path);
}

export {};
