// Draws charts for the component ApexChart. Functions cannot be sent as JSON: an axis names one of these.
const units = {
  ms: value => value >= 1000 ? `${short(value / 1000)} s` : `${short(value)} ms`,
  percent: value => `${short(value * 100)} %`,
  number: value => short(value),
  dollars: value => `$${short(value)}`,
};
const palette = { light: ['#1f6feb', '#d97706', '#0f9d76', '#b4459a', '#6b7280', '#7c5cff'], dark: ['#6ea8fe', '#f2b04c', '#4cd3a5', '#e58ad0', '#a0a8b5', '#b3a0ff'] };
const charts = new Map();

function short(value) {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 0.01 ? 2 : 4;
  return value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

function mode() { return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'; }

function themed(options) {
  const styles = getComputedStyle(document.documentElement);
  const text = styles.getPropertyValue('--text').trim();
  return {
    theme: { mode: mode() },
    colors: options.colors ?? palette[mode()],
    chart: { background: 'transparent', foreColor: styles.getPropertyValue('--muted').trim() },
    grid: { borderColor: styles.getPropertyValue('--line').trim() },
    tooltip: { theme: mode() },
    series: options.series?.map(series => ({ ...series, data: series.data.map(point => point.goals ? { ...point, goals: point.goals.map(goal => ({ ...goal, strokeColor: text })) } : point) })),
  };
}

export async function draw(element, text) {
  const { title, chart, options, series } = JSON.parse(text);
  const unit = units[options.yaxis?.unit] ?? units.number;
  const { unit: _, ...yaxis } = options.yaxis ?? {};
  const { unit: xUnit, ...xaxis } = options.xaxis ?? {};
  const whole = {
    ...options, series,
    chart: {
      ...chart, width: '100%', fontFamily: 'inherit', parentHeightOffset: 0, animations: { enabled: false }, zoom: { enabled: false },
      toolbar: { show: true, tools: { download: true, selection: false, zoom: false, zoomin: false, zoomout: false, pan: false, reset: false }, export: { csv: { filename: title }, svg: { filename: title }, png: { filename: title } } },
    },
    yaxis: { ...yaxis, labels: { formatter: unit }, forceNiceScale: options.yaxis?.max === undefined && !options.yaxis?.logarithmic },
    xaxis: { ...xaxis, labels: { hideOverlappingLabels: xaxis.type === 'datetime', rotate: 0, trim: false, ...(units[xUnit] ? { formatter: value => units[xUnit](Number(value)) } : {}) } },
    responsive: [{ breakpoint: 560, options: { xaxis: xaxis.type === 'datetime' ? { tickAmount: 3 } : { labels: { style: { fontSize: '10px' } } } } }],
    dataLabels: { enabled: false },
    legend: { show: !options.plotOptions?.bar?.distributed, position: 'top', horizontalAlign: 'left', showForSingleSeries: false, offsetX: -8 },
    noData: { text: 'Nothing to show yet' },
  };
  const look = themed({ ...options, series });
  const merged = { ...whole, ...look, chart: { ...whole.chart, ...look.chart } };
  const known = charts.get(element);
  if (known) {
    known.options = { ...options, series };
    await known.chart.updateOptions(merged, true, false);
    return;
  }
  element.replaceChildren();
  const drawn = new ApexCharts(element, merged);
  charts.set(element, { chart: drawn, options: { ...options, series } });
  await drawn.render();
}

export function remove(element) {
  charts.get(element)?.chart.destroy();
  charts.delete(element);
}

new MutationObserver(() => charts.forEach(({ chart, options }) => {
  const { chart: room, ...look } = themed(options);
  chart.updateOptions({ ...look, chart: room }, true, false);
})).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
