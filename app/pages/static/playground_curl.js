// A question as a command for a terminal: the exact request, with its body in a heredoc and no token.

function delimiter(body) {
  let word = "RECORD";
  while (body.split("\n").includes(word)) word += "_";
  return word;
}

/** `curl … <<'RECORD'`: nothing in the body is read by the shell, and its line ends are kept (NDJSON needs them). */
export function curl({ address, type, body }) {
  const word = delimiter(body);
  const ended = body.endsWith("\n") ? body : `${body}\n`;
  const options = [`curl -sS '${new URL(address, location.href)}'`, `-H 'Content-Type: ${type}'`, `--data-binary @- <<'${word}'`];
  return `${options.join(" \\\n  ")}\n${ended}${word}\n`;
}
