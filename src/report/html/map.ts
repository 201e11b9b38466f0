/** Draws the monolith, the services around it and the weight of each cut as SVG. */
import type { Analysis } from "../../model/analysis.js";
import { type Html, html, nothing } from "../../text/html.js";

const WIDTH = 1000;
const BOX = { width: 250, height: 58, gap: 22 };

export function drawMap({ proposal }: Analysis): Html {
  const { services, cuts } = proposal;
  if (services.length === 0) return nothing;
  const height = services.length * (BOX.height + BOX.gap) + BOX.gap;
  const top = (i: number): number => BOX.gap + i * (BOX.height + BOX.gap);
  const middle = height / 2;
  const weight = (id: string): number =>
    cuts.filter(({ from, to }) => from === id || to === id).reduce((sum, { count }) => sum + count, 0);
  const links = services.map((service, i) => {
    const y = top(i) + BOX.height / 2;
    const thick = Math.min(9, 1 + Math.log2(1 + weight(service.id)));
    return html`<path d="M ${BOX.width + 20} ${middle} C ${WIDTH / 2} ${middle}, ${WIDTH / 2} ${y}, ${WIDTH - BOX.width - 20} ${y}" stroke-width="${thick.toFixed(1)}" stroke-opacity="0.45"/>
<text x="${WIDTH - BOX.width - 30}" y="${y - 8}" text-anchor="end">${weight(service.id)} crossings</text>`;
  });
  const boxes = services.map(
    (service, i) =>
      html`<rect x="${WIDTH - BOX.width - 20}" y="${top(i)}" width="${BOX.width}" height="${BOX.height}" rx="8"/>
<text x="${WIDTH - BOX.width - 4}" y="${top(i) + 25}" font-weight="600">${service.name}</text><text x="${WIDTH - BOX.width - 4}" y="${top(i) + 44}">${service.kind}</text>`,
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Proposed services and the monolith">${links}
<rect x="20" y="${middle - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="8"/><text x="36" y="${middle + 5}" font-weight="600">monolith</text>${boxes}</svg>`;
}
