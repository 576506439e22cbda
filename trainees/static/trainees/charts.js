// Draws a chart from the table it stands beside. SVG, so that it prints sharp and needs no inline style in the page.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

// Townships beyond these are in the table only: a phone can't show thirty bars.
const MOST_BARS = 12;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// [{ name, values }] of a table: the head of each row and the numbers of its cells that carry one.
function read(table) {
  return [...table.tBodies[0].rows].map((row) => ({
    name: row.cells[0].textContent.trim(),
    values: [...row.querySelectorAll("[data-value]")].map((cell) => Number(cell.dataset.value)),
  }));
}

function look() {
  const ink = token("--muted");
  return {
    animation: false,
    textStyle: { fontFamily: token("--font"), fontSize: parseFloat(getComputedStyle(document.body).fontSize) * 0.8 },
    color: [token("--accent"), token("--warn"), token("--info")],
    // As text in the drawing: a tooltip made of HTML would need inline styles.
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: token("--surface"), textStyle: { color: token("--ink") } },
    grid: { left: 8, right: 28, top: 28, bottom: 4, containLabel: true },
    names: { type: "category", axisLabel: { color: ink }, axisLine: { lineStyle: { color: token("--control") } }, axisTick: { show: false } },
    numbers: { type: "value", minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: token("--border") } } },
  };
}

const charts = {
  region(rows) {
    const { names, numbers, ...rest } = look();
    const shown = rows.filter((row) => row.values[0] > 0).sort((a, b) => b.values[0] - a.values[0]).slice(0, MOST_BARS).reverse();
    if (shown.length < 2) return null;
    return {
      ...rest,
      height: 12 + shown.length * 30,
      grid: { ...rest.grid, top: 4, right: 48 },
      xAxis: { ...numbers, show: false },
      yAxis: { ...names, data: shown.map((row) => row.name) },
      series: [{ type: "bar", barMaxWidth: 18, data: shown.map((row) => row.values[0]), label: { show: true, position: "right", color: token("--ink") } }],
    };
  },

  month(rows, box) {
    const { names, numbers, ...rest } = look();
    if (rows.length < 2) return null;
    const promised = Number(box.dataset.target) || 0;
    const mark = { silent: true, symbol: "none", lineStyle: { color: token("--warn"), type: "dashed" } };
    const label = { formatter: `${box.dataset.targetLabel} {c}`, color: token("--warn"), position: "insideEndTop" };
    return {
      ...rest,
      xAxis: { ...names, data: rows.map((row) => row.name), axisLabel: { ...names.axisLabel, hideOverlap: true } },
      yAxis: { ...numbers, max: (found) => Math.max(found.max, promised) },
      series: [
        {
          type: "line",
          data: rows.map((row) => row.values[1]),
          symbolSize: 7,
          lineStyle: { width: 3 },
          areaStyle: { opacity: 0.12 },
          markLine: promised ? { ...mark, label, data: [{ yAxis: promised }] } : undefined,
        },
      ],
    };
  },

  track(rows) {
    const { names, numbers, ...rest } = look();
    if (!rows.some((row) => row.values[0] > 0)) return null;
    const ink = { color: token("--surface"), overflow: "truncate" };
    return {
      ...rest,
      tooltip: { ...rest.tooltip, trigger: "item" },
      legend: { bottom: 0, itemWidth: 14, textStyle: { color: token("--ink") } },
      grid: { left: 0, right: 0, top: 0, bottom: 34 },
      xAxis: { ...numbers, show: false, max: "dataMax" },
      yAxis: { ...names, show: false, data: [""] },
      series: rows.map((row) => ({ type: "bar", stack: "all", name: row.name, barWidth: 36, data: [row.values[0]], label: { show: row.values[0] > 0, ...ink } })),
    };
  },
};

export function draw(box, table) {
  const make = () => charts[box.dataset.chart](read(table), box);
  const first = make();
  if (!first) return;
  box.hidden = false;
  const chart = init(box, null, { renderer: "svg", ...(first.height ? { height: first.height } : {}) });
  if (first.height) box.style.height = "auto";
  chart.setOption(first);
  new ResizeObserver(() => chart.resize()).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(make(), true));
}
