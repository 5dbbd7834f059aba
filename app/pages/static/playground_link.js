// What the page shows, as the end of its address: a bug report is a link, and a fragment never reaches a server.

export const MOST_CHARACTERS = 100_000; // longer addresses are cut by mail programs and some browsers

const toText = (bytes) => {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** `z…` compressed, `u…` where the browser can't compress. */
export async function packed(text) {
  const bytes = new TextEncoder().encode(text);
  if (typeof CompressionStream === "undefined") return `u${toText(bytes)}`;
  return `z${toText(await through(new CompressionStream("deflate-raw"), bytes))}`;
}

/** The text again; throws when it is none of ours. */
export async function unpacked(sent) {
  const bytes = toBytes(sent.slice(1));
  if (sent[0] === "u") return new TextDecoder().decode(bytes);
  if (sent[0] !== "z") throw new Error("unknown form");
  return new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes));
}

/** `{sample, text, asOf, hook, definition, tab}` -> fragment; null when it would be too long. */
export async function fragment(state) {
  const parts = new URLSearchParams();
  if (state.sample) parts.set("p", state.sample);
  else parts.set("d", await packed(state.text));
  for (const [name, value] of [["t", state.asOf], ["h", state.hook], ["f", state.definition], ["v", state.tab]]) {
    if (value) parts.set(name, value);
  }
  const written = `#${parts}`;
  return written.length > MOST_CHARACTERS ? null : written;
}

/** What a fragment says; a part that can't be read is left out. */
export async function told(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const names = { sample: "p", asOf: "t", hook: "h", definition: "f", tab: "v" };
  const state = Object.fromEntries(Object.entries(names).map(([name, part]) => [name, parts.get(part)]));
  if (parts.has("d")) {
    try {
      state.text = await unpacked(parts.get("d"));
    } catch {
      state.damaged = true;
    }
  }
  return state;
}
