// Bundles the browser code and the style sheet into lms/static/lms/build and draws the icon sprite.
// Entries: every *.js under <app>/static whose first line is "// entry"; "// worker" marks the service worker, which is one
// file of its own. Icons: every {% icon "name" %} of the templates.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const built = path.join(root, "lms/static/lms/build");
// Written beside and moved into place, so that a running server never sees half of it.
const out = await mkdtemp(`${built}-`);
// Names that templates take from a variable or that scripts put in: the scan can't see them.
const EXTRA_ICONS = [
  "circle-check", "triangle-alert", "circle-x", "info", "house", "book-open", "user", "calendar-days", "phone-call",
  "chart-column", "clipboard-check", "settings", "log-out", "building-2", "award", "users", "list-checks", "landmark",
  "calendar-check", "circle-play", "clipboard-list", "life-buoy", "map-pin", "phone", "presentation", "scroll-text",
  "trending-up", "user-plus", "sprout", "store", "briefcase", "file-text", "play", "headphones", "check", "x", "circle", "wifi-off",
  "pencil", "user-x", "log-in", "split", "merge", "key-round", "eye", "file-spreadsheet", "file-check", "file-x",
  "folder-open",
];

async function files(folder, wanted) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter((e) => e.isFile() && wanted(e.name)).map((e) => path.join(e.parentPath ?? e.path, e.name));
}

async function entries(mark) {
  // Not what a run has collected into var/static: an app is a Python package.
  const apps = (await readdir(root, { withFileTypes: true })).filter((e) => existsSync(path.join(root, e.name, "__init__.py")));
  const found = [];
  for (const app of apps) {
    for (const file of await files(path.join(root, app.name, "static"), (name) => name.endsWith(".js"))) {
      if (file.startsWith(built)) continue;
      if ((await readFile(file, "utf8")).startsWith(mark)) found.push(file);
    }
  }
  return found.sort();
}

// What the pages that open without network load by and by: the chunks of these entries, those of their imports, too.
const OFFLINE = ["player.js", "kept_lessons.js"];

function chunksOf(outputs) {
  const named = Object.fromEntries(Object.entries(outputs).map(([file, made]) => [path.basename(file), made.imports]));
  const found = new Set();
  const follow = (name) => {
    for (const { path: file } of named[name] || []) {
      const chunk = path.basename(file);
      if (!found.has(chunk)) follow(found.add(chunk) && chunk);
    }
  };
  OFFLINE.forEach(follow);
  return [...found].sort();
}

async function sprite() {
  const names = new Set(EXTRA_ICONS);
  const sources = [
    ...(await files(path.join(root, "templates"), (name) => name.endsWith(".html"))),
    ...(await files(path.join(root, "lms"), (name) => name === "context.py")),
  ];
  for (const file of sources) {
    for (const match of (await readFile(file, "utf8")).matchAll(/\{%\s*icon\s+["']([a-z0-9-]+)["']/g)) names.add(match[1]);
  }
  const symbols = [];
  for (const name of [...names].sort()) {
    const svg = await readFile(path.join(root, `node_modules/lucide-static/icons/${name}.svg`), "utf8").catch(() => {
      throw new Error(`No icon is called "${name}": look it up in node_modules/lucide-static/icons.`);
    });
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s+/g, " ").trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`);
  }
  await writeFile(path.join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
  return names.size;
}

try {
  const scripts = await entries("// entry");
  const whole = { outdir: out, entryNames: "[name]", bundle: true, minify: true, legalComments: "none", logLevel: "warning" };
  const target = ["es2017", "chrome86", "safari14.1", "firefox78"];
  const { metafile } = await build({
    ...whole,
    metafile: true,
    entryPoints: [path.join(root, "lms/static/lms/css/app.css"), ...scripts],
    chunkNames: "chunk-[hash]",
    format: "esm",
    splitting: true,
    target,
    external: ["/static/*"],
  });
  // A browser of 2020 takes no modules in a service worker.
  await build({ ...whole, entryPoints: await entries("// worker"), format: "iife", target });
  await writeFile(path.join(out, "chunks.json"), JSON.stringify(chunksOf(metafile.outputs)));
  const icons = await sprite();
  await rm(built, { recursive: true, force: true });
  await rename(out, built);
  console.log(`assets: ${scripts.length} scripts, 1 style sheet, ${icons} icons in lms/static/lms/build`);
} finally {
  await rm(out, { recursive: true, force: true });
}
