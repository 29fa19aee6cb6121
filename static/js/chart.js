// Draws <div data-pw-chart="ID"> from the JSON in <script id="ID" type="application/json">:
//   { zoomed: true when the scale need not begin at 0, type: "line" | "bar" | "stacked", title, unit, x: [label…], decimals, horizontal: true for bars with long labels,
//     series: [{ name, values: [number or null…], colour: a name of COLOURS, dashed: true for a line to compare with }] }
// In a bar chart a dashed series is drawn as a line (the monitoring line over income bars).
// ECharts, 200 KB on a slow line, is fetched when the first chart comes near the screen. The room of a chart is kept
// for it from the beginning; where it cannot be drawn, its table opens instead.
const COLOURS = {
  accent: "--pw-accent",
  grey: "--pw-outline",
  ink: "--pw-ink",
  soft: "--pw-chart-soft",
  red: "--pw-red-3",
  amber: "--pw-amber-mark",
  green: "--pw-green",
};
const BY_PLACE = ["accent", "grey", "soft", "ink"];

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const numbers = (decimals = 0) =>
  new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

const said = (value, config) =>
  value === null || value === undefined ? "–" : numbers(config.decimals).format(value);

const seriesOf = (config) =>
  config.series.map((one, place) => {
    const line = config.type === "line" || one.dashed;
    return {
      name: one.name,
      data: one.values,
      type: line ? "line" : "bar",
      stack: config.type === "stacked" && !one.dashed ? "all" : undefined,
      color: token(COLOURS[one.colour ?? BY_PLACE[place % BY_PLACE.length]]),
      lineStyle: { width: 2, type: one.dashed ? "dashed" : "solid" },
      symbol: one.dashed ? "none" : ["circle", "rect", "triangle", "diamond"][place % 4],
      symbolSize: 6,
      showSymbol: one.values.length <= 36,
      barMaxWidth: 28,
      label: { show: !line && config.horizontal === true, position: "right", formatter: ({ value }) => said(value, config) },
      endLabel: { show: line && !one.dashed && config.zoomed === true, formatter: ({ value }) => said(value, config) },
    };
  });

const DASHES = "path://M0 4h6v2H0zM9 4h6v2H9zM18 4h6v2h-6z";
const legendOf = (one) => (one.dashed ? { name: one.name, icon: DASHES } : { name: one.name });

const axesOf = (config) => {
  const labels = { type: "category", data: config.x, axisTick: { show: false }, axisLabel: { hideOverlap: true } };
  // Things that are counted have no halves, and a change of a few in thousands is seen only where zero is left out.
  const whole = config.decimals ? {} : { minInterval: 1 };
  const values = { type: "value", scale: config.zoomed === true, ...whole, axisLabel: { formatter: (value) => numbers().format(value) } };
  return config.horizontal ? { xAxis: values, yAxis: { ...labels, inverse: true } } : { xAxis: labels, yAxis: values };
};

const optionOf = (config) => {
  const font = getComputedStyle(document.body).fontFamily;
  return {
    animation: !still,
    textStyle: { fontFamily: font, color: token("--pw-ink") },
    grid: { left: 8, right: config.zoomed ? 56 : 40, top: 36, bottom: 8, containLabel: true },
    legend: { type: "scroll", top: 0, left: 0, itemGap: 16, show: config.series.length > 1, data: config.series.map(legendOf) },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // no HTML, so that the page's security policy stays strict
      valueFormatter: (value) => said(value, config),
    },
    ...axesOf(config),
    series: seriesOf(config),
  };
};

const tableOf = (place) => document.querySelector(`[data-pw-chart-table="${CSS.escape(place.dataset.pwChart)}"]`);

const draw = (place) => {
  const config = JSON.parse(document.getElementById(place.dataset.pwChart).textContent);
  const chart = window.echarts.init(place);
  chart.setOption(optionOf(config));
  new ResizeObserver(() => chart.resize()).observe(place);
};

const fetchEcharts = () =>
  new Promise((resolve, reject) => {
    if (window.echarts) return resolve();
    const script = document.createElement("script");
    script.src = document.querySelector("meta[name=pw-echarts]").content;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

const showTable = (place) => {
  place.hidden = true;
  tableOf(place)?.setAttribute("open", "");
};

const NEAR = "200px"; // below the screen
const waiting = new Set(); // charts that were not near yet

const drawWhenNear = new IntersectionObserver(
  async (entries) => {
    const near = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    near.forEach((place) => drawWhenNear.unobserve(place) || waiting.delete(place));
    if (!near.length) return;
    await fetchEcharts().then(
      () => near.forEach(draw),
      () => near.forEach(showTable),
    );
  },
  { rootMargin: NEAR },
);

const expectAll = (root) =>
  root.querySelectorAll("[data-pw-chart][hidden]").forEach((place) => {
    place.hidden = false;
    tableOf(place)?.removeAttribute("open");
    waiting.add(place);
    drawWhenNear.observe(place);
  });

expectAll(document);
document.addEventListener("htmx:afterSwap", (event) => expectAll(event.target));
window.addEventListener("beforeprint", () => waiting.forEach(showTable)); // paper has no scrolling
