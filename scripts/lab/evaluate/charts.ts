import { init, use } from 'echarts/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import type { Histogram } from '../statistics.ts';
import type { Measurement } from './measure.ts';
import type { ErrorRates } from './operating-points.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

const size = { width: 760, height: 420 };
const grid = { left: 70, right: 30, top: 40, bottom: 55 };
const powers = { formatter: (value: number) => `1e${Math.round(Math.log10(value))}` };

/** The gap is wide because text is measured here without its font. */
const legend = { top: 5, itemGap: 40 };

/** The DET curves as SVG: how many genuine comparisons are refused at each false match rate. */
export function detChart({ singles, fused }: Measurement): string {
  if (!singles) return '';
  const series = [
    det('photo against photo', singles.genuine, singles.curve),
    ...fused
      .filter(({ enrolled, frames }) => enrolled + frames > 2)
      .map(({ enrolled, frames, genuine, curve }) =>
        det(`${enrolled} enrolled, ${frames} fused`, genuine, curve),
      ),
  ];
  return draw({
    legend,
    xAxis: axis('log', 'False match rate (strangers who pass)', { axisLabel: powers }),
    yAxis: axis('log', 'False non-match rate', { nameGap: 50, axisLabel: powers }),
    series,
  });
}

function det(name: string, genuine: number, curve: readonly ErrorRates[]) {
  // A logarithmic axis has no zero: a rate below one comparison is drawn at half of one.
  const floor = 0.5 / genuine;
  const data = curve
    .filter(({ falseMatchRate }) => falseMatchRate > 0)
    .map((point) => [point.falseMatchRate, Math.max(floor, point.falseNonMatchRate)]);
  return { type: 'line', name, data, showSymbol: false };
}

/** The scores of genuine comparisons and of strangers as SVG, each adding up to 1. */
export function scoreChart({ histograms, threshold }: Measurement): string {
  const line =
    threshold === null
      ? {}
      : { markLine: { symbol: 'none', data: [{ xAxis: threshold }], label: { show: false } } };
  return draw({
    legend,
    xAxis: axis('value', 'Score (cosine); the line is the threshold in use', { min: -0.4, max: 1 }),
    yAxis: axis('value', 'Share of comparisons', { nameGap: 50, axisLine: { onZero: false } }),
    series: [
      { type: 'line', name: 'strangers', ...area(histograms.impostor), ...line },
      { type: 'line', name: 'same person', ...area(histograms.genuine) },
    ],
  });
}

function area({ from, width, shares }: Histogram) {
  return {
    data: shares.map((share, bin) => [from + (bin + 0.5) * width, share]),
    step: 'middle',
    showSymbol: false,
    areaStyle: { opacity: 0.25 },
  };
}

function axis(type: string, name: string, more: object) {
  return { type, name, nameLocation: 'middle', nameGap: 32, ...more };
}

function draw(option: object): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, grid, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
