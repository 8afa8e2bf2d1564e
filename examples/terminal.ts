/**
 * Asks for a line. Unlike `prompt()`, it also reads input that another program pipes in.
 *
 * @returns The line without the space around it; undefined at the end of the input.
 */
export async function ask(question: string): Promise<string | undefined> {
  await Deno.stdout.write(new TextEncoder().encode(`${question} `));
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(1024);
  let line = "";
  while (!line.includes("\n")) {
    const read = await Deno.stdin.read(chunk);
    if (read === null) break;
    line += decoder.decode(chunk.subarray(0, read), { stream: true });
  }
  return line.split("\n", 1)[0].trim() || undefined;
}
