// entry
// Charts beside the tables of the figures pages. The tables are the truth: without this script nothing is missing.
const boxes = [...document.querySelectorAll("[data-chart]")].filter(
  (box) => document.getElementById(`by-${box.dataset.chart}`),
);

// Who pays for every byte reads the tables.
const line = navigator.connection;
const dear = line && (line.saveData || /2g/.test(line.effectiveType || ""));

if (boxes.length && !dear) {
  import("./charts.js").then(({ draw }) => {
    for (const box of boxes) draw(box, document.getElementById(`by-${box.dataset.chart}`));
  });
}
