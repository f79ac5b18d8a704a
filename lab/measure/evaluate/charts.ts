import { init, use } from 'echarts/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { oneIn, type Histogram, type ErrorRates } from '#biometric-evaluation';
import type { Measurement } from './measure.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

const size = { width: 760, height: 420 };
const grid = { left: 70, right: 30, top: 40, bottom: 55 };
const shares = { formatter: (value: number) => (value === 1 ? 'all' : oneIn(value)) };
const percents = { formatter: (value: number) => `${Math.round(100 * value)} %` };

/** With fewer comparisons, a DET curve has only two or three steps in a corner. */
const enoughForDet = { genuine: 30, impostor: 1000 };
/** With fewer scores, a count says more than a share. */
const few = 200;

/** The gap is wide because the text's width is computed without its font. */
const legend = { top: 5, itemGap: 40 };

/** The DET curves as SVG: how many genuine comparisons are refused at each false match rate. */
export function detChart({ singles, fused }: Measurement): string {
  if (!singles || singles.impostor < enoughForDet.impostor) return '';
  if (singles.genuine < enoughForDet.genuine) return '';
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
    xAxis: axis('log', 'False match rate (strangers who pass)', { axisLabel: shares }),
    yAxis: axis('log', 'False non-match rate', { nameGap: 50, axisLabel: shares }),
    series,
  });
}

function det(name: string, genuine: number, curve: readonly ErrorRates[]) {
  // A logarithmic axis has no zero: a rate below one comparison is drawn as half a comparison.
  const floor = 0.5 / genuine;
  const data = curve
    .filter(({ falseMatchRate }) => falseMatchRate > 0)
    .map((point) => [point.falseMatchRate, Math.max(floor, point.falseNonMatchRate)]);
  return { type: 'line', name, data, showSymbol: false };
}

function lineAt(threshold: number | null) {
  if (threshold === null) return {};
  return { markLine: { symbol: 'none', data: [{ xAxis: threshold }], label: { show: false } } };
}

const scoreAxis = axis('value', 'Score (cosine); the line is the threshold in use', {
  min: -0.4,
  max: 1,
});

/** Accepted strangers and rejected people at every threshold, as SVG. Useful even with a handful of photos. */
export function errorChart({ histograms, singles, threshold }: Measurement): string {
  if (!singles) return '';
  return draw({
    legend,
    xAxis: scoreAxis,
    yAxis: axis('value', 'Share of comparisons', {
      nameGap: 50,
      max: 1,
      axisLabel: percents,
      axisLine: { onZero: false },
    }),
    series: [
      { ...curve('strangers who pass', passing(histograms.impostor)), ...lineAt(threshold) },
      curve('people who are refused', listRefused(histograms.genuine)),
    ],
  });
}

function curve(name: string, data: readonly (readonly [number, number])[]) {
  return { type: 'line', name, data, showSymbol: false };
}

/** The share that reaches each score. */
function passing({ from, width, shares }: Histogram): [number, number][] {
  let left = 1;
  return shares.map((share, bin) => {
    const point: [number, number] = [from + bin * width, Math.max(0, left)];
    left -= share;
    return point;
  });
}

function listRefused(histogram: Histogram): [number, number][] {
  return passing(histogram).map(([score, share]) => [score, 1 - share]);
}

/** Scores of genuine comparisons and of strangers as SVG: counts for few scores, shares for many. */
export function scoreChart({ histograms, singles, threshold }: Measurement): string {
  const isFew = singles !== null && Math.min(singles.genuine, singles.impostor) < few;
  const of = (number: number | undefined) => (isFew ? (number ?? 1) : 1);
  const yAxis = isFew
    ? axis('value', 'Comparisons', { minInterval: 1, nameGap: 50, axisLine: { onZero: false } })
    : axis('value', 'Share of comparisons', { nameGap: 50, axisLine: { onZero: false } });
  const own = area(histograms.genuine, of(singles?.genuine));
  const strangers = area(histograms.impostor, of(singles?.impostor));
  return draw({
    legend,
    xAxis: scoreAxis,
    yAxis,
    series: [
      { type: 'line', name: 'strangers', ...strangers, ...lineAt(threshold) },
      { type: 'line', name: 'same person', ...own },
    ],
  });
}

function area({ from, width, shares }: Histogram, times: number) {
  return {
    data: shares.map((share, bin) => [from + (bin + 0.5) * width, share * times]),
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
