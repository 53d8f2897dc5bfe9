// Values under the pointer; the page says the same without them.
'use strict';
const plots = [...document.querySelectorAll('.axes svg[data-frames]')].map((svg) => {
  const curves = Object.entries({ now: 'this run', before: 'reference' }).map(([name, title]) => ({
    title,
    points: [...svg.querySelectorAll(`.${name}.line`)].flatMap((path) =>
      [...path.getAttribute('d').matchAll(/([\d.-]+) ([\d.-]+)/g)].map((m) => [+m[1], +m[2]])),
  })).filter((curve) => curve.points.length);
  const cursor = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  cursor.setAttribute('class', 'cursor');
  svg.append(cursor);
  return { svg, curves, cursor, output: svg.closest('figure').querySelector('output') };
});

function value(plot, curve, x) {
  const near = curve.points.reduce((a, b) => (Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a));
  const { low, high, frames, unit } = plot.svg.dataset;
  if (Math.abs(near[0] - x) > Math.max(1000 / frames, 2)) return '';
  const share = 1 - near[1] / 100;
  return ` · ${curve.title} ${(+low + share * (high - low)).toPrecision(4)} ${unit}`;
}

function show(x) {
  for (const plot of plots) {
    const frame = Math.floor((x / 1000) * plot.svg.dataset.frames);
    plot.cursor.setAttribute('d', `M${x} 0V100`);
    plot.output.textContent =
      `frame ${frame}` + plot.curves.map((curve) => value(plot, curve, x)).join('');
  }
}

function hide() {
  for (const plot of plots) {
    plot.cursor.removeAttribute('d');
    plot.output.textContent = '';
  }
}

for (const { svg } of plots) {
  svg.parentElement.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const x = (1000 * (event.clientX - box.left)) / box.width;
    if (x >= 0 && x < 1000) show(x);
    else hide();
  });
  svg.parentElement.addEventListener('pointerleave', hide);
}
