// node read.cjs FOLDER DOCUMENT: reads a document with AsyncAPI's own parser, which stands in FOLDER/node_modules
// (scripts/setup puts it there). Prints what the parser finds wrong, one a line; exit 1 where there is anything.
const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");

const [folder, file] = process.argv.slice(2);
const { Parser } = createRequire(path.resolve(folder, "package.json"))("@asyncapi/parser");

// Errors and warnings; the rest are hints, such as that there is a newer version of AsyncAPI.
const WARNING = 1;

new Parser().parse(fs.readFileSync(file, "utf8")).then(({ document, diagnostics }) => {
    const wrong = diagnostics.filter(({ severity }) => severity <= WARNING);
    for (const { code, message, path: place } of wrong) {
        console.log(`/${place.join("/")}: ${message} (${code})`);
    }
    if (document) {
        console.log(`AsyncAPI ${document.version()}, ${document.operations().length} operations`);
    }
    process.exitCode = wrong.length > 0 || !document ? 1 : 0;
});
