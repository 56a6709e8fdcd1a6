// What is changed in the sources of plotly.js on their way into the bundle (an esbuild plugin).
// 1. The prose of its reference manual, the `description` of every attribute, which nothing reads at run time.
// 2. The addresses it would send charts to and fetch maps from: blank, so that no forgotten option can reach them.
import { readFile } from "node:fs/promises";

/** Index just after the expression that starts at `from`: the comma or closing bracket that ends it. */
function endOfDescription(text, from) {
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const c = text[i];
    if (c === "'" || c === '"' || c === "`") {
      for (i += 1; text[i] !== c; i += 1) if (text[i] === "\\") i += 1;
    } else if (c === "/" && text[i + 1] === "/") {
      i = text.indexOf("\n", i);
    } else if ("[({".includes(c)) {
      depth += 1;
    } else if ("])}".includes(c)) {
      if (depth === 0) return i;
      depth -= 1;
    } else if (c === "," && depth === 0) {
      return i + 1;
    }
  }
  throw new Error("A description does not end: the sources of plotly.js have changed; look at plotly_sources.mjs.");
}

function withoutDescriptions(text) {
  const key = /(?<=[{,]\s*|\n\s*)description:\s*(?=['"`[])/g;
  let result = "";
  let done = 0;
  for (const match of text.matchAll(key)) {
    if (match.index < done) continue;
    result += text.slice(done, match.index);
    done = endOfDescription(text, match.index + match[0].length);
  }
  return result + text.slice(done);
}

const ADDRESSES = /dflt: 'https?:\/\/[^']*'/g;

export const plotlySources = {
  name: "plotly-sources",
  setup(build) {
    build.onLoad({ filter: /plotly\.js[\\/]src[\\/].*\.js$/ }, async ({ path }) => ({
      contents: withoutDescriptions(await readFile(path, "utf8")).replace(ADDRESSES, "dflt: ''"),
      loader: "js",
    }));
  },
};
