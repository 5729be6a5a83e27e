// Three small charts, drawn by chart.js (a global of its own script), in the page's colours.

import { byId, setText } from './dom.js';
import { bytes, millis } from './format.js';
import { Samples } from './samples.js';

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const perSecond = value => `${bytes(value)}/s`;

const ago = seconds => seconds === 0 ? 'now' : `${-seconds} s ago`;

const STEPS = 4;
const LEAST_BYTES = 4096;

/** Steps of 1, 2, 4… KB: chart.js would take powers of ten, which are crooked numbers in units of 1024. */
function stepByPowersOfTwo(chart) {
  const { y } = chart.options.scales;
  if (!y.ofBytes) {
    return;
  }
  const highest = Math.max(LEAST_BYTES, ...chart.data.datasets.flatMap(({ data }) => data.map(point => point.y ?? 0)));
  y.ticks.stepSize = 2 ** Math.ceil(Math.log2(highest / STEPS));
  y.max = y.ticks.stepSize * Math.ceil(highest / y.ticks.stepSize);
}

export class Charts {
  #samples = new Samples();
  #charts = [];

  constructor() {
    if (!globalThis.Chart) {
      byId('charts-missing').hidden = false;
      document.querySelectorAll('.chart-box').forEach(box => { box.hidden = true; });
      return;
    }
    this.#make('chart-throughput', 'line', perSecond, [['added', 'Added', '--memory', []], ['written', 'Written', '--disk', [5, 3]]]);
    this.#make('chart-buffer', 'line', bytes, [['buffered', 'Buffered', '--memory', []]]);
    this.#make('chart-fsync', 'bar', millis, [['fsync', 'Mean fsync', '--accent', []]]);
    this.#paint();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
  }

  /** Follows a `store` event. */
  follow({ at, stats }) {
    const point = this.#samples.add(at, stats);
    setText(byId('now-added'), point?.added != null ? `${perSecond(point.added)} added` : 'added');
    setText(byId('now-written'), point?.written != null ? `${perSecond(point.written)} written` : 'written');
    setText(byId('now-buffer'), bytes(stats.bytesBuffered));
    const last = this.#samples.series('fsync').findLast(({ y }) => y !== null);
    setText(byId('now-fsync'), last ? millis(last.y) : 'none');
    for (const { chart, series, title } of this.#charts) {
      chart.data.datasets.forEach((dataset, number) => { dataset.data = this.#samples.series(series[number][0]); });
      stepByPowersOfTwo(chart);
      chart.update('none');
      chart.canvas.setAttribute('aria-label', `${title}, of the last two minutes. ${this.#highest(series)}`);
    }
  }

  #highest(series) {
    return series.map(([name, label, , , format]) => {
      const values = this.#samples.series(name).map(({ y }) => y).filter(y => y !== null);
      return values.length > 0 ? `${label}: at most ${format(Math.max(...values))}.` : '';
    }).join(' ');
  }

  #make(id, type, format, described) {
    const series = described.map(entry => [...entry, format]);
    const several = series.length > 1;
    const chart = new globalThis.Chart(byId(id), {
      type,
      data: {
        datasets: series.map(([, label, , dash]) => ({
          label, data: [], parsing: false, borderWidth: 2, borderDash: dash, pointRadius: 0, pointHitRadius: 12,
          tension: 0.25, fill: !several, barThickness: 4, borderRadius: 2, spanGaps: false,
        })),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        scales: {
          x: {
            type: 'linear', min: -120, max: 0, offset: false, border: { display: false },
            ticks: { stepSize: 60, maxRotation: 0, callback: ago, align: 'inner' }, grid: { display: false },
          },
          y: {
            beginAtZero: true, suggestedMax: 1, border: { display: false }, ofBytes: format !== millis,
            ticks: { maxTicksLimit: STEPS + 1, callback: format },
          },
        },
        plugins: {
          legend: { display: false }, // it is a part of the caption
          tooltip: {
            callbacks: {
              title: items => items.length > 0 ? ago(Math.round(items[0].parsed.x)) : '',
              label: item => `${item.dataset.label}: ${format(item.parsed.y)}`,
            },
          },
        },
      },
    });
    this.#charts.push({ chart, series, title: byId(id).getAttribute('aria-label') });
  }

  #paint() {
    const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
    for (const { chart, series } of this.#charts) {
      chart.data.datasets.forEach((dataset, number) => {
        const line = colour(series[number][2]);
        // Functions, because chart.js keeps the plain values that it has once shared among bars.
        dataset.borderColor = () => line;
        dataset.backgroundColor = () => chart.config.type === 'bar' ? line : `${line}30`;
        dataset.hoverBackgroundColor = () => line;
      });
      for (const scale of Object.values(chart.options.scales)) {
        scale.ticks.color = colour('--ink-soft');
        scale.ticks.font = font;
        scale.grid.color = colour('--line');
      }
      chart.update('none');
    }
  }
}
