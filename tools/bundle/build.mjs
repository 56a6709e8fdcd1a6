// Writes assets/lib: other people's styles, scripts and icons, so that a page asks nobody but its own server.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { plotlySources } from "./plotly_sources.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const lib = join(here, "..", "..", "assets", "lib");
const require = createRequire(import.meta.url);
const common = { bundle: true, minify: true, format: "iife", target: "es2020", legalComments: "none", metafile: true };

/** Bundles plotly.js under a name that says its version. Returns the packages that went in. */
async function plotly() {
  const { version } = require("plotly.js/package.json");
  const { metafile } = await build({
    ...common,
    entryPoints: [join(here, "plotly.entry.cjs")],
    outfile: join(lib, `plotly-${version}.min.js`),
    globalName: "Plotly",
    define: { global: "window", "define.amd": "false" },
    loader: { ".css": "empty" }, // the style sheet of maps, which are not in
    plugins: [plotlySources],
  });
  return packagesOf(metafile);
}

/** Bundles the Chinese texts of the date picker and the grid. Returns the packages that went in. */
async function chinese() {
  const { metafile } = await build({
    ...common,
    charset: "utf8",
    entryPoints: [join(here, "chinese.entry.mjs")],
    outfile: join(lib, "chinese.js"),
  });
  return packagesOf(metafile);
}

function packagesOf(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.endsWith(".css")),
  );
  return inputs
    .map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter((name) => name !== undefined);
}

async function bootstrap() {
  const css = await readFile(join(modules, "bootstrap/dist/css/bootstrap.min.css"), "utf8");
  await writeFile(join(lib, "bootstrap.min.css"), css.replace(/\/\*# sourceMappingURL=.*?\*\//, "").trimEnd() + "\n");
}

/** One class per icon of icons.json; look/4-cards.css paints it as a mask in the colour of the text. */
async function icons() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const rules = await Promise.all(
    Object.entries(names).map(async ([name, source]) => {
      const svg = await readFile(join(modules, `bootstrap-icons/icons/${source}.svg`), "utf8");
      const [paths] = /<path[\s\S]*(?=<\/svg>)/.exec(svg);
      const slim = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${paths.replace(/\n\s*/g, "")}</svg>`;
      const data = slim.replace(/"/g, "'").replace(/[<>#]/g, encodeURIComponent);
      return `.icon-${name} { --icon: url("data:image/svg+xml,${data}") }`;
    }),
  );
  await writeFile(join(lib, "icons.css"), rules.join("\n") + "\n");
}

async function licences(packages) {
  const texts = await Promise.all(
    [...new Set(packages)].sort().map(async (name) => {
      const folder = join(modules, name);
      const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? `Licence: ${license}` : await readFile(join(folder, file), "utf8");
      return `${name} ${version}\n${"-".repeat(name.length + version.length + 1)}\n${text.trim()}\n`;
    }),
  );
  await writeFile(join(lib, "LICENSES.txt"), `What this folder holds of other people's work.\n\n${texts.join("\n\n")}`);
}

await rm(lib, { recursive: true, force: true });
await mkdir(lib, { recursive: true });
await Promise.all([bootstrap(), icons()]);
await licences([...(await plotly()), ...(await chinese()), "bootstrap", "bootstrap-icons"]);
