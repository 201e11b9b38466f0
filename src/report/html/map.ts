/** Draws the monolith, the services beside it and how much crosses between each two of them as SVG. */
import type { Analysis } from "../../model/analysis.js";
import { type Html, html, nothing } from "../../text/html.js";

const WIDTH = 1000;
const BOX = { width: 250, height: 58, gap: 22 };
const RIGHT = WIDTH - BOX.width - 20;

export function drawMap({ proposal }: Analysis): Html {
  const { services, cuts } = proposal;
  if (services.length === 0) return nothing;
  const height = services.length * (BOX.height + BOX.gap) + BOX.gap;
  const top = (i: number): number => BOX.gap + i * (BOX.height + BOX.gap);
  const centre = (i: number): number => top(i) + BOX.height / 2;
  const middle = height / 2;
  const between = (a: string, b: string): number =>
    cuts
      .filter(({ from, to }) => (from === a && to === b) || (from === b && to === a))
      .reduce((sum, { count }) => sum + count, 0);
  const links = services.map((service, i) => {
    const y = centre(i);
    const path = `M ${BOX.width + 20} ${middle} C ${WIDTH / 2} ${middle}, ${WIDTH / 2} ${y}, ${RIGHT} ${y}`;
    return drawLink(path, between(service.id, "monolith"), y - 8);
  });
  const arcs = services.flatMap((service, i) =>
    services.slice(i + 1).map((other, offset) => {
      const [y, to] = [centre(i), centre(i + 1 + offset)];
      const path = `M ${RIGHT} ${y} C ${RIGHT - 140} ${y}, ${RIGHT - 140} ${to}, ${RIGHT} ${to}`;
      return drawLink(path, between(service.id, other.id), (y + to) / 2, 110);
    }),
  );
  const boxes = services.map(
    (service, i) =>
      html`<rect x="${RIGHT}" y="${top(i)}" width="${BOX.width}" height="${BOX.height}" rx="8"/>
<text x="${RIGHT + 16}" y="${top(i) + 25}" font-weight="600">${service.name}</text><text x="${RIGHT + 16}" y="${top(i) + 44}">${service.kind}</text>`,
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Proposed services and the monolith">${links}${arcs}
<rect x="20" y="${middle - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="8"/><text x="36" y="${middle + 5}" font-weight="600">monolith</text>${boxes}</svg>`;
}

/** Nothing is drawn where nothing crosses. */
function drawLink(path: string, weight: number, y: number, offset = 10): Html {
  if (weight === 0) return nothing;
  const thick = Math.min(9, 1 + Math.log2(1 + weight));
  return html`<path d="${path}" stroke-width="${thick.toFixed(1)}" stroke-opacity="0.45"/>
<text x="${RIGHT - offset}" y="${y}" text-anchor="end">${weight} ${weight === 1 ? "crossing" : "crossings"}</text>`;
}
